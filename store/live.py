"""Live events: what happened, kept for replay.

An event is a row written in the transaction of the change it tells of, so it exists exactly when
the change does. `store.listening` passes the rows on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Index, bindparam, delete, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store import cursor as cursors
from store.columns import TABLE, Document, Id, Key, Model, Name, dump
from store.cursor import MOST_MISSING, Cursor
from store.fixed import Fixed

KEEP = timedelta(hours=24)


class LiveEvent(Model):
    """One thing that listening pages should know of."""

    __tablename__ = "live_event"
    __table_args__ = (Index("ix_live_event_at", "at"), TABLE)

    id: Mapped[Id]
    topic: Mapped[Key] = mapped_column(comment="ticket:ID, queue, staff:ID, ...")
    kind: Mapped[Name]
    payload: Mapped[dict[str, Any]] = mapped_column(Document)
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Event:
    """One live event as a listener gets it; `text` is JSON of the kind and the payload."""

    id: int
    kind: str
    text: str


_events = LiveEvent.__table__
_emit = Fixed(insert(_events), "topic", "kind", "payload", "at")  # type: ignore[arg-type]
_told = select(_events.c.id, _events.c.kind, _events.c.payload).order_by(_events.c.id)
_NEWEST_IDS = Fixed(select(_events.c.id).order_by(_events.c.id.desc()).limit(MOST_MISSING + 1))
_later = _events.c.id > bindparam("newest")
_late = _events.c.id.in_(bindparam("missing", expanding=True))
_since = _told.where(_later).limit(bindparam("most"))
_since_but = _told.where(or_(_later, _late)).limit(bindparam("most"))


def emit(
    session: Session | Connection,
    topic: str,
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    now: datetime,
) -> None:
    """Write one event into the transaction of `session`."""
    _emit.run(session, topic=topic, kind=kind, payload=payload or {}, at=now)


def since(session: Session | Connection, cursor: Cursor, limit: int) -> list[Event]:
    """What `cursor` has not heard, by id, as far as it is committed."""
    values = {"newest": cursor.newest, "missing": cursor.missing, "most": limit}
    query = _since_but if cursor.missing else _since
    return [_event(*row) for row in session.execute(query, values)]


def newest(session: Session | Connection, limit: int) -> list[Event]:
    """The newest events, by id."""
    found = _told.order_by(None).order_by(_events.c.id.desc()).limit(limit)
    return [_event(*row) for row in session.execute(found)][::-1]


def position(session: Session | Connection) -> Cursor:
    """The cursor of a page that shows what this session sees; take it before reading the rest."""
    return cursors.at(row.id for row in _NEWEST_IDS.all(session))


def latest(session: Session | Connection) -> int:
    """The id of the newest event, 0 when there is none."""
    return int(session.execute(select(func.coalesce(func.max(_events.c.id), 0))).scalar_one())


def prune(session: Session | Connection, *, now: datetime) -> None:
    """Forget the events that nobody will ask for again.

    The newest stays: SQLite would give its id again, and cursors would stand before it.
    """
    is_old = LiveEvent.at < now - KEEP
    session.execute(delete(LiveEvent).where(is_old, LiveEvent.id < latest(session)))


def _event(number: int, kind: str, payload: dict[str, Any]) -> Event:
    return Event(number, kind, dump({"kind": kind, **payload}))
