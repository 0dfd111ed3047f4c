"""Queries on the outbox that replies need."""

from datetime import datetime

from sqlalchemy import and_, delete, func, select

from messaging import models as messages
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, ticket
from tickets.values import WORKING

_outbox = rows.table(messages.Outbox)
_response = rows.table(models.TicketResponse)
_WAITING = ("queued", "inflight")
_LOST = ("failed", "blocked")


def contact_of(session: Db, outbox_id: int) -> int | None:
    """Whom a message is for."""
    query = select(_outbox.c.contact_id).where(_outbox.c.id == outbox_id)
    found = session.execute(query).scalar_one_or_none()
    return None if found is None else int(found)


def ticket_of(session: Db, outbox_id: int) -> int | None:
    """The ticket whose customer a message was written to."""
    theirs = and_(ticket.c.id == _outbox.c.ticket_id, ticket.c.contact_id == _outbox.c.contact_id)
    query = select(ticket.c.id).join(_outbox, theirs).where(_outbox.c.id == outbox_id)
    return session.execute(query).scalar_one_or_none()


def by_key(session: Db, key: str) -> tuple[int, str] | None:
    """Id and state of the message with this key."""
    query = select(_outbox.c.id, _outbox.c.state).where(_outbox.c.dedupe_key == key)
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def said_at(session: Db, outbox_id: int) -> datetime:
    """When a message was written."""
    query = select(_outbox.c.created_at).where(_outbox.c.id == outbox_id)
    at: datetime = session.execute(query).scalar_one()
    return at


def answered_since(session: Db, contact_id: int, since: datetime) -> bool:
    """Whether a colleague has said something since an instant that was not lost or taken back."""
    query = select(_outbox.c.id).where(
        _outbox.c.contact_id == contact_id,
        _outbox.c.author.like("staff:%"),
        _outbox.c.created_at >= since,
        _outbox.c.state.not_in((*_LOST, "cancelled")),
    )
    return session.execute(query.limit(1)).first() is not None


def undelivered(session: Db, since: datetime, limit: int) -> list[tuple[int, int, int]]:
    """Ticket, message and author of staff's words that were lost, and that nobody was told of."""
    query = (
        select(ticket.c.id, _outbox.c.id, _outbox.c.author)
        .join(ticket, ticket.c.id == _outbox.c.ticket_id)
        .where(
            _outbox.c.author >= "staff:",
            _outbox.c.author < "staff;",
            _outbox.c.state.in_(_LOST),
            _outbox.c.finished_at > since,
            _outbox.c.finished_at > ticket.c.last_at,
            ticket.c.state.in_(WORKING),
        )
        .order_by(_outbox.c.id)
        .limit(limit)
    )
    return [(row[0], row[1], int(row[2].partition(":")[2])) for row in session.execute(query)]


def drop_wait(session: Db, ticket_id: int, answered_at: datetime) -> None:
    """Forget the wait that an answer of this instant had ended."""
    same = (_response.c.ticket_id == ticket_id, _response.c.answered_at == answered_at)
    session.execute(delete(_response).where(*same))


def waiting(session: Db, contact_id: int, *, now: datetime) -> int:
    """How many messages to a contact are due and not sent yet."""
    query = select(func.count()).where(
        _outbox.c.contact_id == contact_id,
        _outbox.c.state.in_(_WAITING),
        _outbox.c.channel == "message",
        _outbox.c.due_at <= now,
    )
    return int(session.execute(query).scalar_one())


def with_stale(session: Db, contact_id: int) -> list[int]:
    """The tickets of a contact with a held message that has become old."""
    query = select(_outbox.c.ticket_id).where(
        _outbox.c.contact_id == contact_id,
        _outbox.c.state == "held",
        _outbox.c.reason == "stale",
        _outbox.c.ticket_id.is_not(None),
    )
    return [int(found) for found in session.execute(query.distinct()).scalars()]
