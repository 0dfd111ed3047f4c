"""Compiled statements that outlive a test: each test opens engines of its own.

SQLAlchemy keeps what it compiled by engine and by dialect, so that every test compiled all its
statements anew, which took longer than running them.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.mysql.pymysql import MySQLDialect_pymysql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

STATEMENTS = 4000


class _Alike:
    """A dialect that equals each other one that writes the same SQL."""

    server_version_info: Any
    paramstyle: str

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._writes() == other._writes()

    def __hash__(self) -> int:
        return hash(type(self))

    def _writes(self) -> tuple[Any, ...]:
        return getattr(self, "server_version_info", None), self.paramstyle


class Sqlite(_Alike, SQLiteDialect_pysqlite):
    """SQLite."""

    supports_statement_cache = True


class Postgresql(_Alike, PGDialect_psycopg):
    """PostgreSQL."""

    supports_statement_cache = True


class Mysql(_Alike, MySQLDialect_pymysql):
    """MySQL and MariaDB."""

    supports_statement_cache = True


def share() -> None:
    """From now on, let the engines of this process share what they compile."""
    for name, kind in {
        "sqlite": Sqlite,
        "postgresql.psycopg": Postgresql,
        "mysql.pymysql": Mysql,
    }.items():
        registry.register(name, __name__, kind.__name__)
    statements: LRUCache[Any, Any] = LRUCache(STATEMENTS)

    def use(connection: Connection) -> None:
        connection.execution_options(compiled_cache=statements)

    event.listen(Engine, "engine_connect", use)
