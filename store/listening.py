"""Passing live events on: one thread of a process looks for all who listen there."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from store import live, tail
from store.cursor import Cursor
from store.tail import News, Tail
from store.transactions import Store

LOOK_SECONDS = 0.1
HEARTBEAT_SECONDS = 1.0
IDLE_SECONDS = 60.0
AFTER_FAILURE_SECONDS = 2.0
PAGE = 1000
_log = logging.getLogger(__name__)


class Live:
    """The bell of one process.

    It looks several times a second while somebody listens, so nobody has to ring, and events of
    other processes arrive like those of this one. Each look reads what is new, once for all, and
    the ids that were passed over (`store.cursor`).
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
        self._tail: Tail | None = None
        self._looks = 0
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

    def cursor(self) -> Cursor:
        """Where somebody stands who wants only what comes."""
        with self._changed:
            return self._listened().cursor

    def heard(self, cursor: Cursor) -> News | None:
        """What a listener has not heard, from memory; None where memory does not say."""
        with self._changed:
            return self._listened().after(cursor)

    def news(self, cursor: Cursor) -> News:
        """What a listener has not heard, from as far back as it is kept, a page at a time."""
        found = self.heard(cursor)
        return self._replayed(cursor) if found is None else found

    def listen(self, cursor: Cursor | None, *, seconds: float) -> Iterator[News | None]:
        """Yield what comes for so many seconds; None now and then, to notice a closed page.

        With a cursor, what was missed since then comes first. Listening begins with the call, and
        ends early when the process is asked to end.
        """
        return self._news(self.cursor() if cursor is None else cursor, seconds)

    def close(self) -> None:
        """Stop looking, and wait until no look is under way."""
        self._closing.set()
        if (thread := self._thread) is not None:
            thread.join()

    def _news(self, cursor: Cursor, seconds: float) -> Iterator[News | None]:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._ended():
            looks = self._looks
            found = self.news(cursor)
            cursor = found.cursor
            if found.events:
                yield found
            elif not self._wait(looks, min(left, HEARTBEAT_SECONDS)):
                yield None

    def _wait(self, looks: int, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._looks > looks, timeout=seconds)

    def _ended(self) -> bool:
        return self._closing.is_set() or self._leaving()

    def _replayed(self, cursor: Cursor) -> News:
        with self._changed:
            goal = self._listened().goal(cursor)
            last = self._listened().cursor
        with self._store.reading() as session:
            if cursor.newest > last.newest and cursor.newest > live.latest(session):
                return News(last)
            found = live.since(session, cursor, PAGE)
        return tail.replayed(cursor, goal, found, PAGE)

    def _listened(self) -> Tail:
        """The tail, kept up to date from now on; the caller holds the lock."""
        self._last_listener = time.monotonic()
        if self._tail is None or self._thread is None:
            with self._store.reading() as session:
                self._tail = Tail(live.newest(session, tail.KEPT), self._last_listener)
            self._thread = threading.Thread(target=self._look, name="live", daemon=True)
            self._thread.start()
        return self._tail

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
        assert self._tail is not None
        known = self._tail.cursor
        with self._store.reading() as session:
            found = live.since(session, known, PAGE)
        with self._changed:
            if self._tail.add(found, time.monotonic()):
                self._looks += 1
                self._changed.notify_all()
