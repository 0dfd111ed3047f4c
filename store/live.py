"""Live events: what happened, kept for replay, and the bell that wakes those who listen.

An event is a row written in the transaction of the change it tells of, so it exists exactly when
the change does. Ringing the bell is only a hint: a listener that misses it looks again by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Index, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.columns import TABLE, Document, Id, Key, Model, Name

KEEP = timedelta(hours=24)
LOOK_AGAIN_SECONDS = 2.0
_CHANNEL = "changke:live"
_PAGE = 200


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
    """One live event as a listener gets it; `id` grows with time and is the replay cursor."""

    id: int
    topic: str
    kind: str
    payload: dict[str, Any]


_events = LiveEvent.__table__


def emit(
    session: Session | Connection,
    topic: str,
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    now: datetime,
) -> None:
    """Write one event into the transaction of `session`."""
    session.execute(
        insert(LiveEvent.__table__),  # type: ignore[arg-type]
        [{"topic": topic, "kind": kind, "payload": payload or {}, "at": now}],
    )


def since(session: Session | Connection, cursor: int, limit: int = _PAGE) -> list[Event]:
    """The events after `cursor`, oldest first."""
    rows = session.execute(
        select(_events.c.id, _events.c.topic, _events.c.kind, _events.c.payload)
        .where(_events.c.id > cursor)
        .order_by(_events.c.id)
        .limit(limit)
    )
    return [Event(*row) for row in rows]


def latest(session: Session | Connection) -> int:
    """The cursor of the newest event, 0 when there is none."""
    return int(session.execute(select(func.coalesce(func.max(_events.c.id), 0))).scalar_one())


def prune(session: Session | Connection, *, now: datetime) -> None:
    """Forget the events that nobody will ask for again."""
    session.execute(delete(LiveEvent).where(LiveEvent.at < now - KEEP))
