"""Who may write, and when: one transaction per piece of work, the same face on every database."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from store import engine as engines
from store.group_commit import GroupCommit

T = TypeVar("T")
ATTEMPTS = 4
_RETRYABLE_STATES = {"40001", "40P01"}
_RETRYABLE_MYSQL = {1205, 1213}


class Store:
    """The database. Work handed to it runs in a transaction of its own and is committed whole."""

    def __init__(self, url: str, *, workers: int = 8) -> None:
        self.engine = engines.create(url, pool_size=workers + 8)
        self.dialect = self.engine.dialect.name
        self._workers = workers
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._group: GroupCommit | None = None

    def submit(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Run `work` in a transaction on another thread; the future is done after the commit.

        On SQLite the works of many callers share one commit. `work` may run again after a
        deadlock, so it must have no effect outside the transaction.
        """
        if self.dialect == "sqlite":
            return self._grouped().submit(work)
        return self._threads().submit(self._attempt, work)

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction on this thread, again after a deadlock."""
        with self._writer():
            return self._attempt(work)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """An ORM unit of work: committed at the end, rolled back when the block raises."""
        with self._writer(), Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view for reading; on SQLite it never waits for a writer."""
        engine = self.engine.execution_options(**engines.READ_ONLY)
        with Session(engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Finish what was submitted, then let the connections go."""
        if self._group is not None:
            self._group.close()
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        self.engine.dispose()

    def _writer(self) -> "threading.Lock | nullcontext[None]":
        return self._lock if self.dialect == "sqlite" else nullcontext()

    def _grouped(self) -> GroupCommit:
        with self._starting:
            if self._group is None:
                self._group = GroupCommit(self.engine, self._lock)
            return self._group

    def _threads(self) -> ThreadPoolExecutor:
        with self._starting:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._workers, "turn")
            return self._pool

    def _attempt(self, work: Callable[[Connection], T]) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except Exception as error:
                if attempt == ATTEMPTS or not may_retry(error):
                    raise
        raise AssertionError("unreachable")


def may_retry(error: BaseException) -> bool:
    """Whether the database undid the whole transaction and asks for it again."""
    origin = getattr(error, "orig", error)
    if getattr(origin, "sqlstate", None) in _RETRYABLE_STATES:
        return True
    arguments: tuple[object, ...] = getattr(origin, "args", ())
    return arguments[:1] != () and arguments[0] in _RETRYABLE_MYSQL


def is_unavailable(error: BaseException) -> bool:
    """Whether the database could not be reached or was too busy, rather than the work wrong.

    Drivers name these errors alike (PEP 249), and SQLAlchemy's own carry the same names.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"OperationalError", "InterfaceError"}) or isinstance(error, PoolTimeout)


def session_on(connection: Connection) -> Session:
    """An ORM session inside a transaction that somebody else owns; `commit` only flushes."""
    return Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False)
