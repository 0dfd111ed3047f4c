"""Two tickets of a customer about one matter become one, which takes over what the other held.

What was said is the customer's, so it is in the thread of the one that remains. Whatever waits on
the other goes with it: nobody opens a merged ticket any more.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tickets import links, moves, service, sla
from tickets.errors import Missing, NotFound
from tickets.repository import merging as repository
from tickets.repository import tickets as stored
from tickets.values import TicketView


def merge(
    session: Session, ticket_id: int, into_id: int, staff_id: int, *, now: datetime
) -> TicketView:
    """Join a ticket into another of the same customer; return the one that remains.

    The earlier wait, deadline and the higher priority hold; links, incident, compensation, drafts,
    calls with @ and messages to come are the remaining one's. Raise `NotFound` for a ticket that
    cannot take it, `Missing` where a customer's matter would end in a task.
    """
    ticket, into = moves.locked(session, ticket_id), service.get(session, into_id)
    if into.contact_id != ticket.contact_id or into.id == ticket.id or not into.is_working:
        raise NotFound("ticket", into_id)
    if into.is_task and not ticket.is_task:
        raise Missing("task")
    by = moves.actor(staff_id)
    values = {"merged_into_id": into_id, "awaiting_since": None, "unread": 0, "incident_id": None}
    moves.fire(session, ticket, "merge", by, now, values, {"into": into.number})
    repository.hand_over(session, ticket_id, into_id)
    links.hand_over(session, ticket, into, now=now)
    stored.update_ticket(session, into_id, **_joined(session, ticket, into))
    _keep_owner(session, ticket, into, by, now)
    if not ticket.is_task:
        _wait(session, ticket, into, now)
    sla.stop(session, ticket_id, now=now)
    stored.note(
        session,
        into_id,
        "merged_in",
        by,
        now=now,
        text=ticket.description,
        detail={"from": ticket.number},
    )
    service.tell(session, ticket_id, "merged", now=now)
    return moves.told(session, into_id, "merged_in", now)


def _keep_owner(
    session: Session, ticket: TicketView, into: TicketView, by: str, now: datetime
) -> None:
    """Who spoke with the customer in the one has the other where nobody had it."""
    owner = into.owner_id or ticket.owner_id
    if owner is None:
        return
    if into.owner_id is None and into.state == "new":
        event = "claim" if by == moves.actor(owner) else "assign"
        values = {"owner_id": owner, "assigned_at": now}
        moves.fire(session, into, event, by, now, values, {"to": owner})
    elif into.owner_id is None:
        stored.update_ticket(session, into.id, owner_id=owner, assigned_at=now)
    conversation = stored.conversation_of(session, ticket.contact_id)
    if conversation is not None and conversation.staff_id is not None:
        stored.update_conversation(session, conversation.id, staff_id=owner)


def _joined(session: Session, ticket: TicketView, into: TicketView) -> dict[str, Any]:
    """The columns of the one that remains: its own first, the other's where it has none."""
    order, phone = repository.order_and_phone(session, ticket.id)
    own_order, own_phone = repository.order_and_phone(session, into.id)
    newest = max((into, ticket), key=lambda one: one.last_at)
    values: dict[str, Any] = {
        "order_no": own_order or order,
        "phone": own_phone or phone,
        "incident_id": into.incident_id or ticket.incident_id,
        "unread": into.unread + ticket.unread,
        "awaiting_since": _earlier(into.awaiting_since, ticket.awaiting_since),
        "last_customer_at": _later(into.last_customer_at, ticket.last_customer_at),
        "last_at": newest.last_at,
        "last_line": newest.last_line,
    }
    if ticket.priority < into.priority:
        reasons = dict.fromkeys((*into.priority_reasons, *ticket.priority_reasons))
        values |= {"priority": ticket.priority, "priority_reasons": [*reasons]}
    return values


def _wait(session: Session, ticket: TicketView, into: TicketView, now: datetime) -> None:
    """A customer who waits in the one waits in the other, which is put off no longer."""
    if ticket.awaiting_since is not None and into.state in ("pending", "snoozed"):
        moves.fire(session, into, "customer_wrote", "customer", now, {"snoozed_until": None})
    if ticket.priority < into.priority:
        sla.recompute_one(session, into.id, now=now)
    sla.take_over(session, into.id, ticket.id, now=now)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)
