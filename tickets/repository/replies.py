"""Queries on the outbox that replies need."""

from datetime import datetime

from sqlalchemy import func, select

from messaging import models as messages
from tickets.repository import rows
from tickets.repository.rows import Db

_outbox = rows.table(messages.Outbox)
_WAITING = ("queued", "inflight")


def contact_of(session: Db, outbox_id: int) -> int | None:
    """Whom a message is for."""
    query = select(_outbox.c.contact_id).where(_outbox.c.id == outbox_id)
    found = session.execute(query).scalar_one_or_none()
    return None if found is None else int(found)


def by_key(session: Db, key: str) -> tuple[int, str] | None:
    """Id and state of the message with this key."""
    query = select(_outbox.c.id, _outbox.c.state).where(_outbox.c.dedupe_key == key)
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


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
