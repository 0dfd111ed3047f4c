"""Who may write, and when: one transaction per piece of work, the same face on every database."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from store import engine as engines
from store.group_commit import GroupCommit
from store.later import Later
from store.workers import Workers, attempt
from store.writer import OneWriter

T = TypeVar("T")


class Store:
    """The database. Work handed to it runs in a transaction of its own and is committed whole.

    Transactions do not nest: on SQLite a second one of a thread is a `NestedWriteError`.
    """

    def __init__(self, url: str, *, workers: int = 8) -> None:
        self.engine = engines.create(url, pool_size=workers + 8)
        self.dialect = self.engine.dialect.name
        self._workers = workers
        self._one_writer = OneWriter()
        self._starting = threading.Lock()
        self._pool: Workers | None = None
        self._group: GroupCommit | None = None

    def submit(self, work: Callable[[Connection], T]) -> Later[T]:
        """Run `work` in a transaction on another thread; its result comes after the commit.

        On SQLite the works of many callers share one commit. `work` may run again after a
        deadlock, so it must have no effect outside the transaction.
        """
        if self.dialect == "sqlite":
            return self._grouped().submit(work)
        return self._threads().submit(work)

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction on this thread, again after a deadlock."""

        def run() -> T:
            with self.engine.begin() as connection:
                return work(connection)

        with self._writer():
            return attempt(run)

    def work(self, work: Callable[[Session], T]) -> T:
        """The same for a unit of work: run again, whole, after a deadlock."""

        def run(connection: Connection) -> T:
            with session_on(connection) as session:
                result = work(session)
                session.commit()
                return result

        return self.transact(run)

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
            self._pool.close()
        self.engine.dispose()

    def _writer(self) -> OneWriter | nullcontext[None]:
        return self._one_writer if self.dialect == "sqlite" else nullcontext()

    def _grouped(self) -> GroupCommit:
        with self._starting:
            if self._group is None:
                self._group = GroupCommit(self.engine, self._one_writer)
            return self._group

    def _threads(self) -> Workers:
        with self._starting:
            if self._pool is None:
                self._pool = Workers(self.engine, self._workers)
            return self._pool


def session_on(connection: Connection) -> Session:
    """An ORM session inside a transaction that somebody else owns; `commit` only flushes."""
    return Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False)
