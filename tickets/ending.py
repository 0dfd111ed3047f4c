"""The end of a ticket, and its coming back."""

from datetime import datetime

from sqlalchemy.orm import Session

from tickets import conversations, last_words, moves, service, sla, thread
from tickets.errors import Collision, Missing
from tickets.thread import Seen
from tickets.values import TicketView


def resolve(
    session: Session,
    ticket_id: int,
    staff_id: int,
    *,
    cause: str,
    outcome: str,
    resolution: str = "",
    last_seen: Seen | None = None,
    now: datetime,
) -> TicketView:
    """Settle a ticket; the bot serves again when it was the last open one.

    Raise `Missing` without cause and outcome, `Collision` when the customer has written since
    `last_seen`, `IllegalMove` when it is settled already.
    """
    for field, value in (("cause", cause), ("outcome", outcome)):
        if not value.strip():
            raise Missing(field)
    ticket = moves.locked(session, ticket_id)
    if last_seen is not None:
        unseen = thread.unseen(session, ticket.contact_id, last_seen, staff_id)
        if unseen:
            raise Collision(unseen)
    values = {
        "cause": cause,
        "outcome": outcome,
        "resolution": resolution or None,
        "resolved_at": now,
        "resolved_by": staff_id,
        "owner_id": ticket.owner_id or staff_id,
        "awaiting_since": None,
        "snoozed_until": None,
        "unread": 0,
        "last_at": now,
    }
    detail = {"cause": cause, "outcome": outcome}
    moves.fire(session, ticket, "resolve", moves.actor(staff_id), now, values, detail)
    sla.stop(session, ticket_id, now=now)
    last_words.at_end(session, ticket_id, now=now)
    if not service.has_open(session, ticket.contact_id):
        conversations.end(session, ticket.contact_id, moves.actor(staff_id), now=now)
    return moves.told(session, ticket_id, "resolved", now)


def reopen(session: Session, ticket_id: int, staff_id: int, *, now: datetime) -> TicketView:
    """Open a settled ticket again."""
    moves.locked(session, ticket_id)
    return service.reopen(session, ticket_id, actor=moves.actor(staff_id), reason="staff", now=now)
