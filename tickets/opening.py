"""A ticket opens."""

from datetime import datetime

from sqlalchemy.orm import Session

from messaging import contacts
from tickets import customers, media, notices, priority, settings, signals, sla
from tickets.errors import NotFound
from tickets.reading import get, is_recent, line_of
from tickets.repository import assignment, rows
from tickets.repository import tickets as repository
from tickets.values import KINDS, TASK, Standing, TicketView

SUBJECT_LENGTH = 40


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
    continues: int | None = None,
    now: datetime,
) -> TicketView:
    """Open a ticket; the one it `continues` is linked, else an earlier one settled lately.

    A task (`source` is `values.TASK`) has nobody waiting: no clock runs, and the customer never
    hears of it. `subject` may be empty: the first words of the description serve. Raise
    `NotFound` for an unknown contact and `ValueError` for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of ticket: {kind}")
    contact = repository.lock_contact(session, contact_id)
    if contact is None:
        raise NotFound("contact", contact_id)
    member_id = member_id if member_id is not None else contact.member_id
    standing = standing or customers.standing(session, member_id, now=now)
    is_task = source == TASK
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
        subject=(subject or first_words(description))[:200],
        description=description,
        order_no=order_no,
        phone=phone,
        level=standing and standing.level,
        priority=grade,
        priority_reasons=reasons,
        state="new",
        team_id=settings.team_for(session, kind, standing),
        source_inbox_id=source_inbox_id,
        linked_id=continues or _settled_lately(session, contact_id, now),
        opened_at=now,
        awaiting_since=None if is_task else now,
        last_customer_at=None if is_task else now,
        last_at=now,
        last_line=line_of(description),
        unread=0 if is_task else 1,
    )
    by = "clock" if is_task else "customer"
    repository.note(session, ticket_id, "opened", by, now=now, detail={"source": source})
    conversation = repository.ensure_conversation(session, contact_id, now=now)
    if contact.conversation_id is None:
        contacts.serve_by(session, contact_id, contact.served_by, conversation.id)
    signals.tell(session, ticket_id, "opened", now=now)
    if is_task:
        return get(session, ticket_id)
    media.expect_recent(session, contact_id, now=now)
    sla.start(session, ticket_id, now=now)
    opened = get(session, ticket_id)
    if not assignment.anybody(session, opened.team_id, now=now):
        notices.opened(session, opened, now=now)
    return opened


def _settled_lately(session: Session, contact_id: int, now: datetime) -> int | None:
    earlier = repository.last_ended(session, contact_id, ("resolved",))
    return earlier.id if earlier and is_recent(session, earlier, now=now) else None


def first_words(text: str) -> str:
    """What a ticket is called by, of what was said."""
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"
