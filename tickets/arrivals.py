"""A customer writes while the desk knows them: nothing is dropped, in any state."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from messaging.values import Contact
from store import live
from tickets import handoff, machines, media, service
from tickets.called import MEDIA_LINES
from tickets.machines import CONVERSATION
from tickets.repository import tickets as repository
from tickets.values import Arrival, TicketView


def on_customer_message(
    session: Session,
    *,
    contact: Contact,
    inbox_id: int,
    kind: str,
    text: str = "",
    media_id: str = "",
    now: datetime,
) -> Arrival:
    """Take note of a message of a contact that has a conversation; its row is locked already.

    An open ticket shows it as unread, a paused one goes on, a settled one shows that the customer
    wrote again. `bot_may_speak` is False while a human serves; `back_at` asks the bot to say when
    staff are back (outside hours, once a day, only where a human serves).
    """
    contact_id = contact.id
    conversation = repository.conversation_of(session, contact_id)
    if conversation is None:
        return Arrival(bot_may_speak=True)
    ticket = service.concerned(session, contact_id)
    moves = _move(session, conversation, now)
    if ticket is not None and ticket.state != "merged":
        if media_id:
            media.expect(session, inbox_id, contact_id, kind, media_id, now=now)
        _touch(session, ticket, conversation, MEDIA_LINES.get(kind, "") or text, now)
    live.emit(session, f"contact:{contact_id}", "message", _payload(ticket, contact_id), now=now)
    is_human = contact.served_by == "human"
    return Arrival(
        bot_may_speak=not is_human,
        ticket_id=ticket.id if ticket else None,
        back_at=handoff.off_hours(session, contact_id, now=now) if is_human else None,
        moves=moves,
    )


def _move(session: Session, conversation: Any, now: datetime) -> tuple[str, ...]:
    if conversation.state not in ("waiting_customer", "snoozed"):
        return ()
    values: dict[str, Any] = {"changed_at": now, "snoozed_until": None}
    if conversation.staff_id is None:
        values["queued_at"] = now
    _, target = machines.fire(
        session,
        CONVERSATION,
        conversation.id,
        "customer_wrote",
        actor="customer",
        now=now,
        values=values,
    )
    return (target,)


def _touch(
    session: Session, ticket: TicketView, conversation: Any, line: str, now: datetime
) -> None:
    """With the bot serving, only what a human should read counts as waiting for one."""
    if ticket.is_working:
        service.touched_by_customer(session, ticket, line, now=now)
    elif conversation.state == "resolved":
        service.wrote_after_end(session, ticket, line, now=now)


def _payload(ticket: TicketView | None, contact_id: int) -> dict[str, Any]:
    return {"contact": contact_id, **({"ticket": ticket.id} if ticket else {})}
