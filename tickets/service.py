"""Tickets as customers and other packages know them: open, ask about, add to, withdraw, rate."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from messaging import contacts
from store import live
from tickets import customers, machines, media, priority, settings, sla
from tickets.errors import NotFound
from tickets.repository import rows
from tickets.repository import tickets as repository
from tickets.repository.rows import Db
from tickets.values import KINDS, NUMBER_BASE, WORKING, Standing, TicketView

LINE_LENGTH = 120
SUBJECT_LENGTH = 40
_HISTORY = 50


def open(  # noqa: A001 - read as `tickets.open`
    session: Session,
    *,
    contact_id: int,
    member_id: int | None = None,
    kind: str = "complaint",
    subject: str = "",
    description: str,
    source_inbox_id: int | None = None,
    source: str = "chat",
    category: str | None = None,
    order_no: str | None = None,
    phone: str | None = None,
    standing: Standing | None = None,
    strong_words: bool = False,
    now: datetime,
) -> TicketView:
    """Open a ticket; an earlier one that was settled lately is linked.

    `subject` may be empty: the first words of the description serve. Raise `NotFound` for an
    unknown contact and `ValueError` for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of ticket: {kind}")
    contact = repository.lock_contact(session, contact_id)
    if contact is None:
        raise NotFound("contact", contact_id)
    member_id = member_id if member_id is not None else contact.member_id
    standing = standing or customers.standing(session, member_id, now=now)
    earlier = repository.latest_of(session, contact_id, ("resolved",))
    grade, reasons = priority.of_new(kind, standing, strong_words=strong_words)
    ticket_id = rows.add(
        session,
        rows.ticket,
        contact_id=contact_id,
        member_id=member_id,
        account=contact.account,
        kind=kind,
        source=source,
        category=category,
        subject=(subject or _first_words(description))[:200],
        description=description,
        order_no=order_no,
        phone=phone,
        level=standing and standing.level,
        priority=grade,
        priority_reasons=reasons,
        state="new",
        team_id=settings.team_for(session, kind, standing),
        source_inbox_id=source_inbox_id,
        linked_id=earlier.id if earlier and _is_recent(session, earlier, now) else None,
        opened_at=now,
        awaiting_since=now,
        last_customer_at=now,
        last_at=now,
        last_line=line_of(description),
        unread=1,
    )
    repository.note(session, ticket_id, "opened", "customer", now=now, detail={"source": source})
    conversation = repository.ensure_conversation(session, contact_id, now=now)
    if contact.conversation_id is None:
        contacts.serve_by(session, contact_id, contact.served_by, conversation.id)
    media.expect_recent(session, contact_id, now=now)
    sla.start(session, ticket_id, now=now)
    tell(session, ticket_id, "opened", now=now)
    return get(session, ticket_id)


def get(session: Db, ticket_id: int) -> TicketView:
    """The ticket, or `NotFound`."""
    found = repository.by_id(session, ticket_id)
    if found is None:
        raise NotFound("ticket", ticket_id)
    return found


def by_number(session: Db, number: int) -> TicketView:
    """The ticket with this number, or `NotFound`."""
    return get(session, number - NUMBER_BASE)


def latest_for_contact(session: Db, contact_id: int) -> TicketView | None:
    """The ticket a customer most likely speaks of: the newest open one, else the newest."""
    return repository.latest_of(session, contact_id, WORKING) or repository.latest_of(
        session, contact_id
    )


def for_contact(session: Db, contact_id: int, limit: int = _HISTORY) -> list[TicketView]:
    """The tickets of a contact, newest first."""
    return repository.all_of(session, contact_id, limit)


def has_open(session: Db, contact_id: int) -> bool:
    """Whether something of this contact is still being settled."""
    return repository.latest_of(session, contact_id, WORKING) is not None


def add_note_from_customer(
    session: Session, ticket_id: int, text: str, *, inbox_id: int | None = None, now: datetime
) -> TicketView:
    """Add what a customer says to their ticket; a settled one opens again."""
    ticket = get(session, ticket_id)
    if not ticket.is_working and ticket.state != "merged":
        reopen(session, ticket_id, actor="customer", reason="addition", now=now)
    detail = {"inbox_id": inbox_id} if inbox_id else {}
    repository.note(session, ticket_id, "addition", "customer", now=now, text=text, detail=detail)
    return touched_by_customer(session, ticket, text, now=now)


def touched_by_customer(
    session: Session, ticket: TicketView, text: str, *, now: datetime
) -> TicketView:
    """Note that the customer wrote: the wait and the clocks begin, a pause ends."""
    if ticket.state in ("pending", "snoozed"):
        machines.fire(
            session,
            machines.TICKET,
            ticket.id,
            "customer_wrote",
            actor="customer",
            now=now,
            values={"snoozed_until": None},
        )
    repository.update_ticket(
        session,
        ticket.id,
        awaiting_since=ticket.awaiting_since or now,
        last_customer_at=now,
        last_at=now,
        last_line=line_of(text),
        unread=rows.ticket.c.unread + 1,
    )
    if ticket.is_working:
        sla.customer_wrote(session, ticket.id, now=now)
    tell(session, ticket.id, "customer_wrote", now=now)
    return get(session, ticket.id)


def wrote_after_end(session: Db, ticket: TicketView, text: str, *, now: datetime) -> None:
    """The customer wrote after the end: shown as unread, though nothing opens again by itself."""
    repository.update_ticket(
        session,
        ticket.id,
        last_customer_at=now,
        last_at=now,
        last_line=line_of(text),
        unread=rows.ticket.c.unread + 1,
    )
    tell(session, ticket.id, "customer_wrote", now=now)


def withdraw(session: Session, ticket_id: int, *, now: datetime) -> TicketView:
    """The customer no longer asks for anything. `IllegalMove` when it is settled already."""
    values = {"resolved_at": now, "awaiting_since": None}
    machines.fire(
        session,
        machines.TICKET,
        ticket_id,
        "withdraw",
        actor="customer",
        now=now,
        values=values,
    )
    sla.stop(session, ticket_id, now=now)
    tell(session, ticket_id, "withdrawn", now=now)
    return get(session, ticket_id)


def not_solved(session: Session, ticket_id: int, *, now: datetime) -> TicketView:
    """The customer says it is not solved: open it again, or a linked new one after N days."""
    ticket = get(session, ticket_id)
    if ticket.is_working:
        return ticket
    if _is_recent(session, ticket, now):
        return reopen(session, ticket_id, actor="customer", reason="not_solved", now=now)
    return open(
        session,
        contact_id=ticket.contact_id,
        member_id=ticket.member_id,
        kind=ticket.kind,
        subject=ticket.subject,
        description=ticket.description,
        now=now,
    )


def reopen(
    session: Session, ticket_id: int, *, actor: str, reason: str, now: datetime
) -> TicketView:
    """Open a settled ticket again; its owner gets it back."""
    values = {
        "resolved_at": None,
        "awaiting_since": now,
        "last_at": now,
        "reopened": rows.ticket.c.reopened + 1,
    }
    machines.fire(
        session,
        machines.TICKET,
        ticket_id,
        "reopen",
        actor=actor,
        now=now,
        values=values,
        detail={"reason": reason},
    )
    sla.start(session, ticket_id, now=now)
    tell(session, ticket_id, "reopened", now=now)
    return get(session, ticket_id)


def rate(
    session: Session, ticket_id: int, score: int, comment: str = "", *, now: datetime
) -> TicketView:
    """Keep the customer's rating, 1 to 5; a later one replaces it."""
    if not 1 <= score <= 5:
        raise ValueError("a rating is 1 to 5")
    repository.update_ticket(session, ticket_id, rating=score, rating_comment=comment or None)
    repository.note(
        session, ticket_id, "rated", "customer", now=now, text=comment, detail={"score": score}
    )
    tell(session, ticket_id, "rated", now=now)
    return get(session, ticket_id)


def awaiting_count(session: Db) -> int:
    """How many open tickets have a customer waiting for a word."""
    return repository.awaiting_count(session)


def tell(session: Db, ticket_id: int, kind: str, *, now: datetime) -> None:
    """Let the listening consoles know."""
    live.emit(session, f"ticket:{ticket_id}", kind, {"ticket": ticket_id}, now=now)


def is_recent(session: Db, ticket: TicketView, *, now: datetime) -> bool:
    """Whether a settled ticket may still be opened again instead of a new one."""
    return _is_recent(session, ticket, now)


def _is_recent(session: Db, ticket: TicketView, now: datetime) -> bool:
    days = settings.get(session).reopen_days
    return ticket.resolved_at is not None and now - ticket.resolved_at <= timedelta(days=days)


def _first_words(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


def line_of(text: str) -> str:
    """One line of a message, short enough for a list."""
    line = " ".join(text.split())
    return line if len(line) <= LINE_LENGTH else line[: LINE_LENGTH - 1] + "…"
