"""Group commit for SQLite: many pieces of work, one write transaction, one fsync.

Nothing is answered before the COMMIT that holds it. When one fails, the batch is undone and run
again piece by piece in savepoints, so that it takes nothing else with it.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from store.later import Later
from store.writer import OneWriter

T = TypeVar("T")
BATCH = 64

Work = Callable[[Connection], Any]
Job = tuple[Work, Later[Any]]
Result = tuple[Any, BaseException | None]


class _WorkFailedError(Exception):
    """One of a batch failed, so that none of it counts."""


class GroupCommit:
    """The one writer thread of an SQLite database."""

    def __init__(self, engine: Engine, lock: OneWriter) -> None:
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
        results: list[Result] = []
        try:
            try:
                self._together(taken, results)
            except _WorkFailedError:
                results.clear()
                self._one_by_one(taken, results)
        except BaseException as error:  # noqa: BLE001 - every waiter must hear of it
            own = [failure or error for _, failure in results]
            results = [(None, failure) for failure in (*own, *[error] * len(taken))]
        for (_, later), (result, failure) in zip(taken, results, strict=False):
            if failure is None:
                later.set_result(result)
            else:
                later.set_exception(failure)

    def _together(self, taken: list[Job], results: list[Result]) -> None:
        """Run the first and what waits, without the savepoints that hardly any batch needs."""
        with self._lock, self._engine.begin() as connection:
            job: Job | None = taken[0]
            while job is not None:
                try:
                    results.append((job[0](connection), None))
                except Exception as error:
                    raise _WorkFailedError from error
                job = self._waiting() if len(taken) < BATCH else None
                if job is not None:
                    taken.append(job)

    def _one_by_one(self, taken: list[Job], results: list[Result]) -> None:
        """Run them all again, so that one that fails takes nothing else with it."""
        with self._lock, self._engine.begin() as connection:
            for work, _ in taken:
                results.append(_perform(connection, work))

    def _waiting(self) -> Job | None:
        try:
            job = self._queue.get_nowait()
        except Empty:
            return None
        self._ended = job is None
        return job


def _perform(connection: Connection, work: Work) -> Result:
    raw: Any = connection.connection.driver_connection
    raw.execute("SAVEPOINT work")
    try:
        result = work(connection)
    except Exception as error:
        if not raw.in_transaction:
            raise
        raw.execute("ROLLBACK TO work")
        raw.execute("RELEASE work")
        return None, error
    raw.execute("RELEASE work")
    return result, None
