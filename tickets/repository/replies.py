"""Queries on the outbox that replies need."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from messaging import models as messages
from messaging.repository.outbox import STALE
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, ticket
from tickets.repository.tickets import ASKED
from tickets.values import WORKING

outbox = rows.table(messages.Outbox)
_response = rows.table(models.TicketResponse)
_WAITING = ("queued", "inflight")
_LOST = ("failed", "blocked")
_LEFT = ("accepted", "unknown")
_BY_STAFF = and_(outbox.c.author >= "staff:", outbox.c.author < "staff;")


def later_than(now: datetime) -> ColumnElement[bool]:
    """What staff have timed and nothing has tried to send yet."""
    return and_(
        _BY_STAFF,
        outbox.c.state == "queued",
        outbox.c.reason.is_(None),
        outbox.c.due_at > now,
    )


def contact_of(session: Db, outbox_id: int) -> int | None:
    """Whom a message is for."""
    query = select(outbox.c.contact_id).where(outbox.c.id == outbox_id)
    found = session.execute(query).scalar_one_or_none()
    return None if found is None else int(found)


def ticket_of(session: Db, outbox_id: int) -> int | None:
    """The ticket whose customer a message was written to."""
    theirs = and_(ticket.c.id == outbox.c.ticket_id, ticket.c.contact_id == outbox.c.contact_id)
    query = select(ticket.c.id).join(outbox, theirs).where(outbox.c.id == outbox_id)
    return session.execute(query).scalar_one_or_none()


def by_key(session: Db, key: str) -> tuple[int, str] | None:
    """Id and state of the message with this key."""
    query = select(outbox.c.id, outbox.c.state).where(outbox.c.dedupe_key == key)
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def said_at(session: Db, outbox_id: int) -> datetime:
    """When a message was written."""
    query = select(outbox.c.created_at).where(outbox.c.id == outbox_id)
    at: datetime = session.execute(query).scalar_one()
    return at


def answered_since(session: Db, contact_id: int, since: datetime, *, now: datetime) -> bool:
    """Whether a colleague has said something since an instant that was not lost or taken back,
    and does not leave later only."""
    query = select(outbox.c.id).where(
        outbox.c.contact_id == contact_id,
        outbox.c.author.like("staff:%"),
        outbox.c.created_at >= since,
        outbox.c.state.not_in((*_LOST, "cancelled")),
        or_(outbox.c.state != "queued", outbox.c.due_at <= now),
    )
    return session.execute(query.limit(1)).first() is not None


def undelivered(session: Db, since: datetime, limit: int) -> list[tuple[int, int, int]]:
    """Ticket, message and author of staff's words that were lost, also after the end,
    and that nobody was told of."""
    query = (
        select(ticket.c.id, outbox.c.id, outbox.c.author)
        .join(ticket, ticket.c.id == outbox.c.ticket_id)
        .where(
            _BY_STAFF,
            outbox.c.state.in_(_LOST),
            outbox.c.finished_at > since,
            outbox.c.finished_at > ticket.c.last_at,
            ticket.c.state.in_((*WORKING, "resolved")),
        )
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [(row[0], row[1], int(row[2].partition(":")[2])) for row in session.execute(query)]


def drop_wait(session: Db, ticket_id: int, answered_at: datetime) -> None:
    """Forget the wait that an answer of this instant had ended."""
    same = (_response.c.ticket_id == ticket_id, _response.c.answered_at == answered_at)
    session.execute(delete(_response).where(*same))


def waiting(session: Db, contact_id: int, *, now: datetime, until: datetime | None = None) -> int:
    """How many messages to a contact are due and not sent yet, and with `until` how many of
    staff's will be due by then."""
    due = outbox.c.due_at <= now
    if until is not None:
        due = or_(due, and_(_BY_STAFF, outbox.c.due_at <= until))
    query = select(func.count()).where(
        outbox.c.contact_id == contact_id,
        outbox.c.state.in_(_WAITING),
        outbox.c.channel == "message",
        due,
    )
    return int(session.execute(query).scalar_one())


def to_leave(session: Db, ticket_id: int, *, now: datetime) -> list[int]:
    """The messages that staff have timed for later in a ticket."""
    query = select(outbox.c.id).where(outbox.c.ticket_id == ticket_id, later_than(now))
    return [*session.execute(query.order_by(outbox.c.id)).scalars()]


def held(session: Db, ticket_id: int, *, stale: bool) -> list[int]:
    """What staff hold in a ticket until the customer writes: fresh, or so old that it must be
    confirmed."""
    is_old = outbox.c.reason.is_not_distinct_from(STALE)
    query = select(outbox.c.id).where(_held_in(ticket_id), is_old if stale else ~is_old)
    return [*session.execute(query.order_by(outbox.c.id)).scalars()]


def keep_held(session: Db, ticket_id: int, until: datetime | None) -> None:
    """Say until when what is held in a ticket is of use."""
    session.execute(update(outbox).where(_held_in(ticket_id)).values(expires_at=until))


def _held_in(ticket_id: int) -> ColumnElement[bool]:
    return and_(outbox.c.ticket_id == ticket_id, _BY_STAFF, outbox.c.state == "held")


def left(session: Db, since: datetime, limit: int) -> list[Any]:
    """What staff had timed and has left, where its customer waits still, or will when the ticket
    comes back: ticket, author, text, when it was written and when it left."""
    answers = and_(
        outbox.c.ticket_id == ticket.c.id,
        _BY_STAFF,
        outbox.c.state.in_(_LEFT),
        outbox.c.due_at > outbox.c.created_at,
        outbox.c.finished_at > since,
        outbox.c.created_at >= func.coalesce(ticket.c.last_customer_at, ticket.c.opened_at),
        outbox.c.finished_at >= func.coalesce(ticket.c.awaiting_since, ticket.c.opened_at),
    )
    last_said_at = func.coalesce(ticket.c.last_staff_at, ticket.c.opened_at)
    put_off = and_(ticket.c.state == "snoozed", last_said_at < outbox.c.created_at)
    query = (
        select(
            ticket.c.id,
            ticket.c.contact_id,
            outbox.c.author,
            outbox.c.payload,
            outbox.c.created_at,
            outbox.c.finished_at,
        )
        .join(outbox, answers)
        .where(
            ticket.c.state.in_(WORKING),
            ASKED,
            or_(
                ticket.c.awaiting_since.is_not(None), ticket.c.first_response_at.is_(None), put_off
            ),
        )
        .order_by(outbox.c.finished_at)
        .limit(limit)
    )
    return [*session.execute(query)]


def with_stale(session: Db, contact_id: int) -> list[int]:
    """The tickets of a contact with a held message that has become old."""
    query = select(outbox.c.ticket_id).where(
        outbox.c.contact_id == contact_id,
        outbox.c.state == "held",
        outbox.c.reason == STALE,
        outbox.c.ticket_id.is_not(None),
    )
    return [int(found) for found in session.execute(query.distinct()).scalars()]
