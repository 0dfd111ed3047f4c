"""A human's words to a customer: one transaction writes the message and moves the ticket."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from messaging import contacts, outbox
from messaging.values import Contact, Window, window
from tickets import (
    canned,
    counter,
    drafts,
    machines,
    moves,
    pictures,
    service,
    sla,
    thread,
)
from tickets.errors import Collision, Missing, WindowClosed
from tickets.machines import CONVERSATION
from tickets.repository import replies as sent
from tickets.repository import tickets as repository
from tickets.repository.rows import Db
from tickets.scheduled import PICTURE
from tickets.thread import Seen
from tickets.values import TicketView

NO_CHAT = "no_chat"
LATER = "_later"
"""Ends the reason for which a reply could not go out when it is timed for."""
MAX_LENGTH = 600
"""Characters: a text message holds 2048 bytes (客服消息), three for each Chinese character."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The outbox row of a reply; `again` when this submit had been made before."""

    outbox_id: int
    state: str
    again: bool


def window_of(session: Session, contact_id: int, *, now: datetime) -> Window:
    """What may still be said to a contact, less what already waits to be sent."""
    return _window(session, contacts.get(session, contact_id), now)


def reply(
    session: Session,
    ticket_id: int,
    staff_id: int,
    text: str,
    *,
    client_id: str,
    picture: str = "",
    last_seen: Seen | None = None,
    hold: bool = False,
    wait: bool = False,
    due_at: datetime | None = None,
    now: datetime,
) -> Sent:
    """Answer the customer, once however often the same `client_id` is submitted.

    `picture` is the digest of one on the shelf: a message of its own, after the text if there is
    any. `last_seen` None sends whatever came in between. `hold` keeps the message until the
    customer writes; `wait` then stops the resolve clock; `due_at` sends it later, and the
    customer waits until then (tickets/scheduled.py). Raise `Missing`
    as `sayable` does, `Collision`, `WindowClosed`, and `IllegalMove` on a settled
    ticket.
    """
    said = sayable(text, picture)
    if not client_id:
        raise Missing("text")
    ticket = moves.locked(session, ticket_id)
    key = f"reply:{staff_id}:{client_id}"[:150]
    if (earlier := _earlier(session, key)) is not None:
        return earlier
    if last_seen is not None:
        unseen = thread.unseen(session, ticket.contact_id, last_seen, staff_id)
        if unseen:
            raise Collision(unseen)
    contact = contacts.get(session, ticket.contact_id)
    messages = _messages(session, said, picture, key)
    _check_way(session, contact, 0 if hold else len(messages), now, due_at)
    state = "held" if hold else "queued"
    ids = [
        outbox.queue(
            session,
            contact_id=contact.id,
            account=contact.account,
            payload=payload,
            category="service",
            author=moves.actor(staff_id),
            dedupe_key=one_key,
            now=now,
            due_at=due_at,
            ticket_id=ticket_id,
            state=state,
        )
        for one_key, payload in messages.items()
    ]
    if picture:
        pictures.sent(session, ids[-1], picture)
    if due_at is not None and not ticket.is_task:
        _take(session, ticket, staff_id, now=now)
    else:
        _move(session, ticket, staff_id, said or PICTURE, now=now)
    if hold or wait:
        _wait(session, ticket_id, staff_id, now)
    drafts.drop(session, ticket_id, staff_id)
    service.tell(session, ticket_id, "replied", now=now)
    return Sent(ids[0], state, again=False)


def sayable(text: str, picture: str = "") -> str:
    """The words as they go out, without blanks around them.

    Raise `Missing`: "text" where nothing is said, "length" for too much, "variable" for a gap
    that a canned reply left open.
    """
    said = text.strip()
    if not (said or picture):
        raise Missing("text")
    if len(said) > MAX_LENGTH:
        raise Missing("length")
    if canned.gaps(said):
        raise Missing("variable")
    return said


def farewell(
    session: Session, ticket: TicketView, staff_id: int, text: str, *, now: datetime
) -> bool:
    """Say goodbye for a settled ticket, once per ending, where the window allows."""
    contact = contacts.get(session, ticket.contact_id)
    if not _window(session, contact, now).is_open:
        return False
    outbox.queue(
        session,
        contact_id=contact.id,
        account=contact.account,
        payload={"type": "text", "text": text},
        category="service",
        author=moves.actor(staff_id),
        dedupe_key=f"farewell:{ticket.id}:{ticket.reopened}",
        now=now,
        ticket_id=ticket.id,
    )
    return True


def _window(session: Session, contact: Contact, now: datetime) -> Window:
    if not contact.subscribed:
        return Window(0, None)
    whole = window(contact, now=now)
    waiting = sent.waiting(session, contact.id, now=now, until=whole.until)
    return Window(max(0, whole.left - waiting), whole.until)


def _messages(session: Db, said: str, picture: str, key: str) -> dict[str, dict[str, Any]]:
    """What goes out, by the key that lets it go out once: the words, then the picture."""
    found: dict[str, dict[str, Any]] = {}
    if said:
        found[key] = {"type": "text", "text": said}
    if picture:
        found[f"{key}:picture" if said else key] = pictures.payload(session, picture)
    return found


def _check_way(
    session: Session, contact: Contact, count: int, now: datetime, due_at: datetime | None
) -> None:
    """Whether so many messages may go out, now or when they are due; 0 wait for the customer."""
    if not counter.is_chat(contact.account):
        raise WindowClosed(NO_CHAT)
    if not count:
        return
    if not contact.subscribed:
        raise WindowClosed("not_following")
    then, later = (now, "") if due_at is None else (due_at, LATER)
    if not window(contact, now=then).is_open:
        raise WindowClosed(f"window{later}")
    if _window(session, contact, then).left < count:
        raise WindowClosed(f"count{later}")


def _earlier(session: Db, key: str) -> Sent | None:
    found = sent.by_key(session, key)
    return None if found is None else Sent(*found, again=True)


def _move(
    session: Session, ticket: TicketView, staff_id: int, text: str, *, now: datetime
) -> None:
    values: dict[str, Any] = {
        "awaiting_since": None,
        "last_staff_at": now,
        "last_at": now,
        "last_line": service.line_of(text),
    }
    _serve(session, ticket, staff_id, "reply", values, now)
    sla.answered(session, ticket.id, staff_id, asked_at=ticket.awaiting_since, now=now)


def _take(session: Session, ticket: TicketView, staff_id: int, *, now: datetime) -> None:
    """Who times a reply serves the customer from now on, who has heard nothing yet."""
    _serve(session, ticket, staff_id, "assign", {}, now)
    sla.resume(session, ticket.id, now=now)


def _serve(
    session: Session,
    ticket: TicketView,
    staff_id: int,
    event: str,
    values: dict[str, Any],
    now: datetime,
) -> None:
    """Have the ticket in hand, and the conversation with its customer."""
    owner = ticket.owner_id or staff_id
    values |= {
        "owner_id": owner,
        **({} if ticket.owner_id else {"assigned_at": now}),
        "snoozed_until": None,
        "unread": 0,
    }
    moves.fire(session, ticket, "reply", moves.actor(staff_id), now, values)
    conversation = repository.ensure_conversation(session, ticket.contact_id, now=now)
    served = {"staff_id": owner, "queued_at": None, "snoozed_until": None, "changed_at": now}
    machines.fire(
        session,
        CONVERSATION,
        conversation.id,
        event,
        actor=moves.actor(staff_id),
        now=now,
        values=served,
        detail={"ticket": ticket.id},
    )
    contacts.serve_by(session, ticket.contact_id, "human", conversation.id)
    contacts.end_dialogue(session, ticket.contact_id)


def _wait(session: Session, ticket_id: int, staff_id: int, now: datetime) -> None:
    ticket = service.get(session, ticket_id)
    moves.fire(session, ticket, "pend", moves.actor(staff_id), now, {"awaiting_since": None})
    sla.pause(session, ticket_id, now=now)
