"""What staff do with a message after it was written: send it again, call it back."""

from datetime import datetime

from sqlalchemy.orm import Session

from messaging import outbox
from tickets import moves, service, sla, unanswered
from tickets.repository import replies as sent
from tickets.repository import tickets as repository
from tickets.repository.rows import Db


def send_again(
    session: Session, ticket_id: int, outbox_id: int, staff_id: int, *, now: datetime
) -> bool:
    """Queue a failed or unknown message of this ticket's customer once more."""
    ticket = service.get(session, ticket_id)
    if sent.contact_of(session, outbox_id) != ticket.contact_id:
        return False
    if not outbox.resend(session, outbox_id, now=now):
        return False
    if ticket.is_working and ticket.awaiting_since is not None:
        sla.answered(session, ticket_id, staff_id, asked_at=ticket.awaiting_since, now=now)
        repository.update_ticket(session, ticket_id, awaiting_since=None)
    _noted(session, ticket_id, "resent", outbox_id, staff_id, now)
    return True


def call_back(
    session: Session, ticket_id: int, outbox_id: int, staff_id: int, *, now: datetime
) -> bool:
    """Take back a message that has not left; False when it is too late. Who asked waits again."""
    ticket = service.get(session, ticket_id)
    if sent.contact_of(session, outbox_id) != ticket.contact_id:
        return False
    if not outbox.cancel(session, outbox_id, now=now):
        return False
    unanswered.wait_again(session, ticket_id, outbox_id, now=now)
    _noted(session, ticket_id, "called_back", outbox_id, staff_id, now)
    return True


def ticket_of(session: Db, outbox_id: int) -> int | None:
    """The ticket whose customer a message was written to, if it was in one."""
    return sent.ticket_of(session, outbox_id)


def _noted(
    session: Session, ticket_id: int, kind: str, outbox_id: int, staff_id: int, now: datetime
) -> None:
    detail = {"outbox": outbox_id}
    repository.note(session, ticket_id, kind, moves.actor(staff_id), now=now, detail=detail)
    service.tell(session, ticket_id, kind, now=now)
