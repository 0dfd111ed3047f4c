"""Threads that each keep a connection and run works on it, one transaction a work."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from store import driver
from store.errors import is_disconnected, may_retry
from store.later import Later

T = TypeVar("T")
ATTEMPTS = 4
Job = tuple[Callable[[Connection], Any], Later[Any]]


def attempt(work: Callable[[], T]) -> T:
    """Run a whole transaction, again when the database undid it and asks for that."""
    for number in range(1, ATTEMPTS + 1):
        try:
            return work()
        except Exception as error:
            if number == ATTEMPTS or not may_retry(error):
                raise
    raise AssertionError("unreachable")


class Workers:
    """A fixed number of threads; a work waits when all are busy."""

    def __init__(self, engine: Engine, count: int) -> None:
        self._engine = engine
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._closing = False
        self._threads = [
            threading.Thread(target=self._run, name=f"turn-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[Connection], T]) -> Later[T]:
        """Queue `work`; the result comes after the commit. `RuntimeError` after `close`."""
        if self._closing:
            raise RuntimeError("the store is closed")
        later: Later[T] = Later()
        self._queue.put((work, later))
        return later

    def close(self) -> None:
        """Finish what is queued and stop."""
        self._closing = True
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        mine = _Mine(self._engine)
        while (job := self._queue.get()) is not None:
            work, later = job
            try:
                result = mine.perform(work)
            except BaseException as error:  # noqa: BLE001 - the waiter must hear of it
                later.set_exception(error)
            else:
                later.set_result(result)
        mine.close()


class _Mine:
    """One thread's connection, replaced when the database has gone and come back."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def perform(self, work: Callable[[Connection], T]) -> T:
        is_fresh = self._connection is None
        try:
            return attempt(lambda: self._once(work))
        except Exception as error:
            if not is_disconnected(error):
                raise
            self.close()
            if is_fresh:
                raise
        return attempt(lambda: self._once(work))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _once(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect()
            driver.reserve(self._connection)
        with self._connection.begin():
            return work(self._connection)
