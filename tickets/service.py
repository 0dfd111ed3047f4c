"""Tickets as customers and other packages know them: open, ask about, add to, withdraw, rate."""

from datetime import datetime

from sqlalchemy.orm import Session

from tickets import conversations, last_words, machines, notices, sla
from tickets.opening import open  # noqa: A004 - read as `tickets.open`
from tickets.reading import (
    awaiting_count,
    by_number,
    concerned,
    everything_about,
    for_contact,
    get,
    has_open,
    is_recent,
    known_to,
    last_ended,
    latest_for_contact,
    line_of,
    remaining,
)
from tickets.repository import rows
from tickets.repository import tickets as repository
from tickets.repository.rows import Db
from tickets.signals import tell
from tickets.values import TicketView

__all__ = [
    "add_note_from_customer",
    "awaiting_count",
    "by_number",
    "concerned",
    "everything_about",
    "for_contact",
    "get",
    "has_open",
    "is_recent",
    "known_to",
    "last_ended",
    "latest_for_contact",
    "line_of",
    "not_solved",
    "open",
    "rate",
    "remaining",
    "reopen",
    "tell",
    "touched_by_customer",
    "withdraw",
    "wrote_after_end",
]

BAD = 2
"""A rating from which on a supervisor hears of it."""


def add_note_from_customer(
    session: Session, ticket_id: int, text: str, *, inbox_id: int | None = None, now: datetime
) -> TicketView:
    """Add what a customer says to their ticket; a settled one opens again."""
    ticket = remaining(session, ticket_id)
    if not ticket.is_working:
        ticket = reopen(session, ticket.id, actor="customer", reason="addition", now=now)
    detail = {"inbox_id": inbox_id} if inbox_id else {}
    repository.note(session, ticket.id, "addition", "customer", now=now, text=text, detail=detail)
    touched_by_customer(session, ticket, text, now=now)
    return get(session, ticket.id)


def touched_by_customer(session: Session, ticket: TicketView, text: str, *, now: datetime) -> None:
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
    since = ticket.awaiting_since or now
    repository.touch(session, ticket.id, line_of(text), awaiting_since=since, now=now)
    if ticket.is_working:
        sla.customer_wrote(session, ticket.id, now=now)
    tell(session, ticket.id, "customer_wrote", now=now)
    notices.wrote(session, ticket, now=now)


def wrote_after_end(session: Db, ticket: TicketView, text: str, *, now: datetime) -> None:
    """The customer wrote after the end: shown as unread, though nothing opens again by itself."""
    since = ticket.awaiting_since
    repository.touch(session, ticket.id, line_of(text), awaiting_since=since, now=now)
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
    last_words.at_withdrawal(session, ticket_id, now=now)
    withdrawn = get(session, ticket_id)
    if not has_open(session, withdrawn.contact_id):
        conversations.end(session, withdrawn.contact_id, "customer", now=now)
    tell(session, ticket_id, "withdrawn", now=now)
    return withdrawn


def not_solved(
    session: Session, ticket_id: int, *, reason: str = "not_solved", now: datetime
) -> TicketView:
    """The customer says it is not solved: open it again, or a linked new one after N days."""
    ticket = get(session, ticket_id)
    if ticket.is_working:
        return ticket
    if is_recent(session, ticket, now=now):
        return reopen(session, ticket_id, actor="customer", reason=reason, now=now)
    return open(
        session,
        contact_id=ticket.contact_id,
        member_id=ticket.member_id,
        kind=ticket.kind,
        subject=ticket.subject,
        description=ticket.description,
        continues=ticket.id,
        now=now,
    )


def reopen(
    session: Session, ticket_id: int, *, actor: str, reason: str, now: datetime
) -> TicketView:
    """Open a settled ticket again; its owner gets it back, and owes who waits an answer."""
    since = _waits_since(get(session, ticket_id), actor, now)
    values = {
        "resolved_at": None,
        "awaiting_since": since,
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
    last_words.at_reopening(session, ticket_id)
    sla.start(session, ticket_id, now=now)
    if since is not None:
        sla.customer_wrote(session, ticket_id, now=now)
    tell(session, ticket_id, "reopened", now=now)
    return get(session, ticket_id)


def _waits_since(settled: TicketView, actor: str, now: datetime) -> datetime | None:
    """Since when the customer of a ticket that opens again waits, if they do."""
    if settled.is_task:
        return None
    wrote, ended = settled.last_customer_at, settled.resolved_at
    since_end = wrote if wrote is not None and ended is not None and wrote > ended else None
    return now if actor == "customer" else since_end


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
    rated = get(session, ticket_id)
    if score <= BAD:
        notices.rated_badly(session, rated, score, now=now)
    tell(session, ticket_id, "rated_badly" if score <= BAD else "rated", now=now)
    return rated
