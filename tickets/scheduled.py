"""Replies timed for later: the customer waits until they leave, and they end with their ticket.

Until then nobody has been answered, so no clock stops: a reply timed past its deadline is late.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from messaging import outbox
from tickets import machines, reading, signals, sla
from tickets.machines import CONVERSATION
from tickets.repository import replies as sent
from tickets.repository import tickets as repository
from tickets.values import TicketView

PICTURE = "[图片]"
LOOK_BACK = timedelta(days=1)
_BATCH = 100


def take_back(session: Session, ticket_id: int, *, now: datetime) -> int:
    """The ticket ends: what has not left stays here, and its history says so."""
    taken = [
        outbox_id
        for outbox_id in sent.to_leave(session, ticket_id, now=now)
        if outbox.cancel(session, outbox_id, now=now)
    ]
    if taken:
        detail = {"count": len(taken)}
        repository.note(session, ticket_id, "scheduled_ended", "clock", now=now, detail=detail)
    return len(taken)


def settle(session: Session, *, now: datetime, limit: int = _BATCH) -> int:
    """Count as answers what has left, from when it left; return how many tickets were answered.

    Words that the customer wrote after are no part of what was answered: who wrote since waits on.
    """
    answered = 0
    for row in sent.left(session, now - LOOK_BACK, limit):
        repository.lock_contact(session, row.contact_id)
        ticket = reading.get(session, row.id)
        if _waits_for(ticket, row.created_at):
            said = row.payload.get("text") or PICTURE
            _answer(session, ticket, int(row.author.partition(":")[2]), said, row.finished_at)
            signals.tell(session, ticket.id, "replied", now=now)
            answered += 1
    return answered


def _waits_for(ticket: TicketView, said_at: datetime) -> bool:
    """Whether this answer is still the one that is owed, now that nothing can come between."""
    asked_at = ticket.last_customer_at or ticket.opened_at
    owed = ticket.awaiting_since is not None or ticket.first_response_at is None
    if ticket.state == "snoozed":
        owed |= (ticket.last_staff_at or ticket.opened_at) < said_at
    return ticket.is_working and owed and said_at >= asked_at


def _answer(
    session: Session, ticket: TicketView, staff_id: int, said: str, left_at: datetime
) -> None:
    asked_at = ticket.awaiting_since or ticket.last_customer_at
    sla.answered(session, ticket.id, staff_id, asked_at=asked_at, now=left_at)
    values = {"awaiting_since": None, "last_staff_at": left_at, "last_at": left_at}
    repository.update_ticket(session, ticket.id, **values, last_line=reading.line_of(said))
    conversation = repository.conversation_of(session, ticket.contact_id)
    if conversation is None or conversation.state != "assigned":
        return
    machines.fire(
        session,
        CONVERSATION,
        conversation.id,
        "reply",
        actor=f"staff:{staff_id}",
        now=left_at,
        values={"changed_at": left_at},
        detail={"ticket": ticket.id},
    )
