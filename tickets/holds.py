"""Messages that waited for the customer to write: sent then, or confirmed if they are old."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from messaging import outbox
from tickets import moves, service, settings
from tickets.errors import WindowClosed
from tickets.replies import window_of
from tickets.repository import replies as sent
from tickets.repository import tickets as repository


def release(session: Session, contact_id: int, *, now: datetime) -> int:
    """The customer has written: let go what waits, and ask staff about what has become old."""
    hours = settings.get(session).hold_stale_hours
    written_after = now - timedelta(hours=hours) if hours else None
    released = outbox.release_held(session, contact_id, now=now, written_after=written_after)
    for ticket_id in sent.with_stale(session, contact_id) if hours else ():
        repository.note(session, ticket_id, "hold_stale", "clock", now=now)
        service.tell(session, ticket_id, "hold_stale", now=now)
    return released


def confirm(
    session: Session, ticket_id: int, outbox_id: int, staff_id: int, *, now: datetime
) -> bool:
    """Send a held message now, on a person's word; False when it is held no more.

    Raise `WindowClosed` where the customer cannot be written to at this moment.
    """
    ticket = moves.locked(session, ticket_id)
    if sent.contact_of(session, outbox_id) != ticket.contact_id:
        return False
    if not window_of(session, ticket.contact_id, now=now).is_open:
        raise WindowClosed("window")
    if not outbox.release(session, outbox_id, now=now):
        return False
    detail = {"outbox": outbox_id}
    actor = moves.actor(staff_id)
    repository.note(session, ticket_id, "hold_confirmed", actor, now=now, detail=detail)
    service.tell(session, ticket_id, "hold_confirmed", now=now)
    return True
