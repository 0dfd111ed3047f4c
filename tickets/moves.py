"""Steps that every move of a ticket by staff is made of."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tickets import machines, service
from tickets.machines import CONVERSATION, TICKET
from tickets.repository import tickets as repository
from tickets.values import TicketView


def actor(staff_id: int) -> str:
    """How staff are named in histories and as authors."""
    return f"staff:{staff_id}"


def locked(session: Session, ticket_id: int) -> TicketView:
    """The ticket, with its contact held so that no customer message comes in between."""
    contact_id = service.get(session, ticket_id).contact_id
    repository.lock_contact(session, contact_id)
    return service.get(session, ticket_id)


def fire(
    session: Session,
    ticket: TicketView,
    event: str,
    by: str,
    now: datetime,
    values: dict[str, Any],
    detail: dict[str, Any] | None = None,
) -> None:
    """Move the ticket, or raise `IllegalMove`."""
    machines.fire(
        session, TICKET, ticket.id, event, actor=by, now=now, values=values, detail=detail
    )


def converse(
    session: Session, ticket: TicketView, event: str, by: str, now: datetime, **values: Any
) -> None:
    """Move the conversation along, where its table has such a move."""
    conversation = repository.conversation_of(session, ticket.contact_id)
    if conversation is None:
        return
    if CONVERSATION.choose(event, conversation.state, conversation.staff_id) is None:
        return
    machines.fire(
        session,
        CONVERSATION,
        conversation.id,
        event,
        actor=by,
        now=now,
        values={**values, "changed_at": now},
        detail={"ticket": ticket.id},
    )


def told(session: Session, ticket_id: int, kind: str, now: datetime) -> TicketView:
    """Let the consoles know, and hand out the ticket as it is now."""
    service.tell(session, ticket_id, kind, now=now)
    return service.get(session, ticket_id)
