"""Live events: what happened, kept for replay, and passed on to those who listen.

An event is a row written in the transaction of the change it tells of, so it exists exactly when
the change does.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Index, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.columns import TABLE, Document, Id, Key, Model, Name
from store.transactions import Store

KEEP = timedelta(hours=24)
LOOK_SECONDS = 0.25
OVERLAP_SECONDS = 5.0
HEARTBEAT_SECONDS = 1.0
IDLE_SECONDS = 60.0
AFTER_FAILURE_SECONDS = 2.0
KEPT_IN_MEMORY = 1000
_PAGE = 200
_log = logging.getLogger(__name__)


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


class Live:
    """The bell of one process: one thread looks for new events for all who listen here.

    It looks several times a second while somebody listens, so nobody has to ring, and events of
    other processes arrive like those of this one. Event ids are not committed in order on every
    database; each look therefore goes back a few seconds and passes on what is new.
    """

    def __init__(
        self,
        store: Store,
        *,
        max_streams: int = 8,
        leaving: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._leaving = leaving
        self._changed = threading.Condition()
        self._heard: deque[tuple[int, Event]] = deque(maxlen=KEPT_IN_MEMORY)
        self._number = 0
        self._recent: dict[int, float] = {}
        self._floor = 0
        self._thread: threading.Thread | None = None
        self._last_listener = 0.0
        self._closing = threading.Event()
        self._streams = threading.BoundedSemaphore(max_streams)

    def enter(self) -> bool:
        """Take a place for a stream; False when all are taken and the page should poll."""
        return self._streams.acquire(blocking=False)

    def leave(self) -> None:
        """Give the place back."""
        self._streams.release()

    def listen(self, cursor: int | None, *, seconds: float) -> Iterator[Event | None]:
        """Yield what comes for so many seconds; None now and then, to notice a closed page.

        With a cursor, what was missed since then comes first. Listening begins with the call, and
        ends early when the process is asked to end.
        """
        return self._events(self._begin(), cursor, seconds)

    def _events(self, number: int, cursor: int | None, seconds: float) -> Iterator[Event | None]:
        end = time.monotonic() + seconds
        yield from self._missed(cursor)
        while (left := end - time.monotonic()) > 0 and not self._ended():
            number, events = self._wait(number, min(left, HEARTBEAT_SECONDS))
            yield from events
            if not events:
                yield None

    def after(self, cursor: int) -> list[Event] | None:
        """What came after the event `cursor`, from memory; None where memory does not say."""
        self._begin()
        with self._changed:
            heard = [event for _, event in self._heard]
        for place in range(len(heard) - 1, -1, -1):
            if heard[place].id == cursor:
                return heard[place + 1 :]
        return None

    def _missed(self, cursor: int | None) -> Iterator[Event]:
        """What happened after a cursor, however much it was."""
        while cursor is not None:
            with self._store.reading() as session:
                page = since(session, cursor)
            yield from page
            cursor = page[-1].id if len(page) == _PAGE else None

    def _ended(self) -> bool:
        return self._closing.is_set() or self._leaving()

    def close(self) -> None:
        """Stop looking, and wait until no look is under way."""
        self._closing.set()
        if (thread := self._thread) is not None:
            thread.join()

    def _begin(self) -> int:
        with self._changed:
            self._last_listener = time.monotonic()
            if self._thread is None:
                with self._store.reading() as session:
                    self._floor = latest(session)
                self._thread = threading.Thread(target=self._look, name="live", daemon=True)
                self._thread.start()
            return self._number

    def _wait(self, number: int, seconds: float) -> tuple[int, list[Event]]:
        with self._changed:
            self._last_listener = time.monotonic()
            self._changed.wait_for(lambda: self._number > number, timeout=seconds)
            return self._number, [event for at, event in self._heard if at > number]

    def _look(self) -> None:
        pause = LOOK_SECONDS
        while not self._closing.wait(pause) and self._is_wanted():
            pause = LOOK_SECONDS
            try:
                self._take_new()
            except SQLAlchemyError:
                _log.warning("live events could not be read", exc_info=True)
                pause = AFTER_FAILURE_SECONDS

    def _is_wanted(self) -> bool:
        with self._changed:
            if time.monotonic() - self._last_listener > IDLE_SECONDS:
                self._thread = None
                return False
            return True

    def _take_new(self) -> None:
        now = time.monotonic()
        with self._store.reading() as session:
            found = since(session, self._floor, KEPT_IN_MEMORY * 4)
        fresh = [event for event in found if event.id not in self._recent]
        for event in fresh:
            self._recent[event.id] = now
        self._forget(now)
        if fresh:
            self._tell(fresh)

    def _forget(self, now: float) -> None:
        """Ids older than the overlap become the floor below which nothing new can appear."""
        old = [key for key, at in self._recent.items() if at < now - OVERLAP_SECONDS]
        for key in old:
            del self._recent[key]
        self._floor = max([self._floor, *old])

    def _tell(self, fresh: list[Event]) -> None:
        with self._changed:
            for event in fresh:
                self._number += 1
                self._heard.append((self._number, event))
            self._changed.notify_all()
