"""A ticket that waits: for the customer, or for a day."""

from datetime import datetime

from sqlalchemy.orm import Session

from tickets import moves, service, sla
from tickets.errors import IllegalMove, Missing
from tickets.repository import tickets as repository
from tickets.values import TicketView


def snooze(
    session: Session, ticket_id: int, staff_id: int, until: datetime, *, now: datetime
) -> TicketView:
    """Put a ticket off; it comes back then, or when the customer writes."""
    ticket = moves.locked(session, ticket_id)
    if until <= now:
        raise Missing("until")
    values = {"snoozed_until": until, "awaiting_since": None, "unread": 0}
    detail = {"until": until.isoformat()}
    moves.fire(session, ticket, "snooze", moves.actor(staff_id), now, values, detail)
    sla.pause(session, ticket_id, now=now)
    moves.converse(session, ticket, "snooze", moves.actor(staff_id), now, snoozed_until=until)
    return moves.told(session, ticket_id, "snoozed", now)


def pend(session: Session, ticket_id: int, staff_id: int, *, now: datetime) -> TicketView:
    """Wait for the customer: the resolve clock stands still, and no answer is owed."""
    ticket = moves.locked(session, ticket_id)
    moves.fire(session, ticket, "pend", moves.actor(staff_id), now, {"awaiting_since": None})
    sla.pause(session, ticket_id, owes=False, now=now)
    return moves.told(session, ticket_id, "pending", now)


def wake_due(session: Session, *, now: datetime, limit: int = 100) -> int:
    """Bring back the tickets whose time has come; return how many. Who asked last waits again."""
    woken = 0
    for ticket in repository.snoozed_until(session, now, limit):
        try:
            values = {"snoozed_until": None, "awaiting_since": _unanswered_since(ticket)}
            moves.fire(session, ticket, "wake", "clock", now, values)
        except IllegalMove:
            continue
        sla.resume(session, ticket.id, now=now)
        moves.converse(session, ticket, "wake", "clock", now, snoozed_until=None)
        service.tell(session, ticket.id, "woken", now=now)
        woken += 1
    return woken


def _unanswered_since(ticket: TicketView) -> datetime | None:
    asked, answered = ticket.last_customer_at, ticket.last_staff_at
    return asked if asked is not None and (answered is None or answered < asked) else None
