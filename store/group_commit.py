"""Group commit for SQLite: many pieces of work, one write transaction, one fsync.

Nothing is answered before the COMMIT that holds it. Each piece runs in a savepoint, so that one
that fails takes nothing else with it.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from store.later import Later

T = TypeVar("T")
BATCH = 64

Work = Callable[[Connection], Any]
Job = tuple[Work, Later[Any]]


class GroupCommit:
    """The one writer thread of an SQLite database."""

    def __init__(self, engine: Engine, lock: threading.Lock) -> None:
        self._engine = engine
        self._lock = lock
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._entering = threading.Lock()
        self._closing = False
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Connection], T]) -> Later[T]:
        """Queue `work`; the future is done after the commit. `RuntimeError` after `close`."""
        future: Later[T] = Later()
        with self._entering:
            if self._closing:
                raise RuntimeError("the store is closed")
            self._queue.put((work, future))
        return future

    def close(self) -> None:
        """Finish what is queued and stop."""
        with self._entering:
            self._closing = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while not self._ended and (job := self._queue.get()) is not None:
            self._commit_from(job)

    def _commit_from(self, first: Job) -> None:
        """Commit `first` and all that waits behind it, and only then tell their callers."""
        taken = [first]
        done: list[tuple[Later[Any], Any]] = []
        try:
            with self._lock, self._engine.begin() as connection:
                _perform(connection, first, done)
                while len(taken) < BATCH and (job := self._waiting()) is not None:
                    taken.append(job)
                    _perform(connection, job, done)
        except BaseException as error:  # noqa: BLE001 - every waiter must hear of it
            for _, future in taken:
                if not future.done():
                    future.set_exception(error)
        else:
            for future, result in done:
                future.set_result(result)

    def _waiting(self) -> Job | None:
        try:
            job = self._queue.get_nowait()
        except Empty:
            return None
        self._ended = job is None
        return job


def _perform(connection: Connection, job: Job, done: list[tuple[Later[Any], Any]]) -> None:
    work, future = job
    raw: Any = connection.connection.driver_connection
    raw.execute("SAVEPOINT work")
    try:
        result = work(connection)
    except Exception as error:
        future.set_exception(error)
        if not raw.in_transaction:
            raise
        raw.execute("ROLLBACK TO work")
        raw.execute("RELEASE work")
    else:
        raw.execute("RELEASE work")
        done.append((future, result))
