"""Queries on tickets and conversations."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from messaging import models as messages
from store.fixed import Fixed
from tickets.repository import rows
from tickets.repository.rows import VIEW, Db, conversation, ticket, ticket_event
from tickets.values import TASK, WORKING, TicketView

contact = rows.table(messages.Contact)
inbox = rows.table(messages.Inbox)
ASKED = ticket.c.source != TASK
"""What customers asked for, and hear of."""
SPOKEN_OF = or_(ASKED, ticket.c.first_response_at.is_not(None))
"""The same, and the tasks in which a colleague has written to the customer."""
_BY_ID = Fixed(VIEW.where(ticket.c.id == bindparam("ticket")))
_CONVERSATION = Fixed(
    select(conversation).where(conversation.c.contact_id == bindparam("contact"))
)
_own = conversation.alias()
_is_ahead = or_(
    conversation.c.queued_at < _own.c.queued_at,
    and_(conversation.c.queued_at == _own.c.queued_at, conversation.c.id <= _own.c.id),
)
_is_own = and_(
    _own.c.id == bindparam("conversation"),
    _own.c.state == "queued",
    conversation.c.team_id.is_not_distinct_from(_own.c.team_id),
)
_POSITION = (
    select(func.count())
    .select_from(conversation.join(_own, and_(_is_own, _is_ahead)))
    .where(conversation.c.state == "queued")
)
_TOUCHED = Fixed(
    update(ticket)
    .where(ticket.c.id == bindparam("ticket"))
    .values(
        awaiting_since=bindparam("since"),
        last_customer_at=bindparam("now"),
        last_at=bindparam("now"),
        last_line=bindparam("line"),
        unread=ticket.c.unread + 1,
    )
)


def lock_contact(session: Db, contact_id: int) -> Any:
    """Hold the contact's row, as a customer's message does: the two never interleave."""
    query = select(
        contact.c.id,
        contact.c.account,
        contact.c.member_id,
        contact.c.served_by,
        contact.c.conversation_id,
    ).where(contact.c.id == contact_id)
    return session.execute(query.with_for_update()).one_or_none()


def by_id(session: Db, ticket_id: int) -> TicketView | None:
    row = _BY_ID.first(session, ticket=ticket_id)
    return None if row is None else rows.view(row)


@cache
def _working(which: ColumnElement[bool]) -> Fixed:
    theirs = (ticket.c.contact_id == bindparam("contact"), ticket.c.state.in_(WORKING), which)
    return Fixed(VIEW.where(*theirs).order_by(ticket.c.id.desc()).limit(1))


def newest_working(
    session: Db, contact_id: int, which: ColumnElement[bool] = ASKED
) -> TicketView | None:
    """The ticket in work that was opened last."""
    row = _working(which).first(session, contact=contact_id)
    return None if row is None else rows.view(row)


@cache
def _ended(states: tuple[str, ...], which: ColumnElement[bool]) -> Fixed:
    theirs = (ticket.c.contact_id == bindparam("contact"), ticket.c.state.in_(states), which)
    newest = (ticket.c.resolved_at.desc(), ticket.c.id.desc())
    return Fixed(VIEW.where(*theirs).order_by(*newest).limit(1))


def last_ended(
    session: Db,
    contact_id: int,
    states: tuple[str, ...] = ("resolved", "withdrawn"),
    which: ColumnElement[bool] = ASKED,
) -> TicketView | None:
    """The ticket that ended last, whichever was opened last."""
    row = _ended(states, which).first(session, contact=contact_id)
    return None if row is None else rows.view(row)


def all_of(session: Db, contact_id: int, limit: int, *, tasks: bool = False) -> list[TicketView]:
    query = VIEW.where(ticket.c.contact_id == contact_id).order_by(ticket.c.id.desc())
    if not tasks:
        query = query.where(ASKED)
    return [rows.view(row) for row in session.execute(query.limit(limit))]


def update_ticket(session: Db, ticket_id: int, **values: Any) -> None:
    session.execute(update(ticket).where(ticket.c.id == ticket_id).values(**values))


def touch(
    session: Db, ticket_id: int, line: str, *, awaiting_since: datetime | None, now: datetime
) -> None:
    """Note that the customer wrote this line."""
    _TOUCHED.run(session, ticket=ticket_id, since=awaiting_since, line=line, now=now)


def note(
    session: Db,
    ticket_id: int,
    kind: str,
    actor: str,
    *,
    now: datetime,
    text: str | None = None,
    detail: dict[str, Any] | None = None,
) -> int:
    """Write one line into a ticket's history."""
    return rows.add(
        session,
        ticket_event,
        ticket_id=ticket_id,
        kind=kind,
        actor=actor,
        text=text,
        detail=detail or {},
        at=now,
    )


def conversation_of(session: Db, contact_id: int) -> Any:
    """All columns of the contact's conversation, or None."""
    return _CONVERSATION.first(session, contact=contact_id)


def ensure_conversation(session: Session, contact_id: int, *, now: datetime) -> Any:
    """The one conversation of a contact, made in state `bot` if it is new."""
    if (found := conversation_of(session, contact_id)) is not None:
        return found
    values = {"contact_id": contact_id, "state": "bot", "changed_at": now}
    try:
        with session.begin_nested():
            rows.add(session, conversation, **values)
    except IntegrityError:
        pass
    found = conversation_of(session, contact_id)
    if found is None:
        raise LookupError(f"conversation of contact {contact_id}")
    return found


def update_conversation(session: Db, conversation_id: int, **values: Any) -> None:
    session.execute(
        update(conversation).where(conversation.c.id == conversation_id).values(**values)
    )


def queue_position(session: Db, conversation_id: int) -> int:
    """How many conversations stand in its team's queue up to and with this one; 0 when it does
    not."""
    found = session.execute(_POSITION, {"conversation": conversation_id})
    return int(found.scalar_one())


def queue_length(session: Db, team_id: int | None) -> int:
    """How many conversations wait for a team (or for nobody's)."""
    query = select(func.count()).where(
        conversation.c.state == "queued", conversation.c.team_id.is_not_distinct_from(team_id)
    )
    return int(session.execute(query).scalar_one())


def awaiting_count(session: Db) -> int:
    query = select(func.count()).where(
        ticket.c.state.in_(WORKING), ticket.c.awaiting_since.is_not(None)
    )
    return int(session.execute(query).scalar_one())


def snoozed_until(session: Db, now: datetime, limit: int) -> list[TicketView]:
    query = VIEW.where(ticket.c.state == "snoozed", ticket.c.snoozed_until <= now)
    found = session.execute(query.order_by(ticket.c.snoozed_until).limit(limit))
    return [rows.view(row) for row in found]
