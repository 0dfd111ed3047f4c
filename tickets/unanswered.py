"""An answer that never came, lost on its way or taken back: its customer waits again."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tickets import moves, notices, service, sla
from tickets.repository import replies as sent
from tickets.repository import tickets as repository

LOOK_BACK = timedelta(days=1)
_BATCH = 100


def surface(session: Session, *, now: datetime) -> int:
    """Tell whoever wrote what could not be delivered; return how many messages, each once."""
    lost = sent.undelivered(session, now - LOOK_BACK, _BATCH)
    for ticket_id, outbox_id, staff_id in lost:
        detail = {"outbox": outbox_id}
        repository.note(session, ticket_id, "undelivered", "clock", now=now, detail=detail)
        repository.update_ticket(session, ticket_id, last_at=now)
        wait_again(session, ticket_id, outbox_id, now=now)
        service.tell(session, ticket_id, "undelivered", now=now)
        notices.undelivered(session, service.get(session, ticket_id), staff_id, now=now)
    return len(lost)


def wait_again(session: Session, ticket_id: int, outbox_id: int, *, now: datetime) -> None:
    """Let the customer wait as before this message, unless another one has answered them."""
    ticket = moves.locked(session, ticket_id)
    asked_at = ticket.last_customer_at
    if not ticket.is_working or ticket.awaiting_since is not None or asked_at is None:
        return
    said_at = sent.said_at(session, outbox_id)
    if said_at < asked_at or sent.answered_since(session, ticket.contact_id, asked_at, now=now):
        return
    repository.update_ticket(session, ticket_id, awaiting_since=asked_at)
    if ticket.state == "pending":
        moves.fire(session, ticket, "unanswered", "clock", now, {})
    sla.unanswered(session, ticket_id, said_at=said_at, now=now)
