"""Points at which a process may be killed: around every statement, commit and answer."""

import os
import signal
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pymysql.connections
from sqlalchemy import event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.pool import Pool


class Points:
    """Counts the points that are passed, and kills this process with -9 at the chosen one."""

    def __init__(self, kill_at: int | None) -> None:
        self.passed: list[str] = []
        self._kill_at = kill_at

    def __call__(self, name: str) -> None:
        if len(self.passed) == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed.append(name)

    def install(self) -> None:
        """Watch the drivers themselves, so that no way to the database goes unseen."""
        event.listen(Pool, "connect", self._trace_sqlite)
        self._before(psycopg.Cursor, "execute")
        self._before(psycopg.Cursor, "executemany")
        self._before(pymysql.connections.Connection, "query")
        commit: Callable[..., None] = DefaultDialect.do_commit

        def watched(dialect: DefaultDialect, connection: Any) -> None:
            self("before commit")
            commit(dialect, connection)
            self("after commit")

        DefaultDialect.do_commit = watched  # type: ignore[method-assign]

    def _trace_sqlite(self, connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(self)  # fires as a statement begins

    def _before(self, kind: type, name: str) -> None:
        real: Callable[..., Any] = getattr(kind, name)

        def watched(this: Any, statement: Any, *values: Any, **options: Any) -> Any:
            self(str(statement))
            return real(this, statement, *values, **options)

        setattr(kind, name, watched)
