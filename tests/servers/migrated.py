"""A migrated database that is put back, between tests, to what the migrations left in it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from store import engine as engines
from store import migrate
from store.workers import attempt
from tests.servers.connections import end_others

VERSION_TABLE = "alembic_version"


class MigratedDatabase:
    """A database migrated once, whose rows come and go with each test."""

    def __init__(self, url: str) -> None:
        self.url = url
        migrating = engines.create(url)
        migrate.upgrade(migrating)
        migrating.dispose()
        self._engine = sa.create_engine(url, poolclass=NullPool, isolation_level="READ COMMITTED")
        self._metadata = sa.MetaData()
        self._metadata.reflect(self._engine)
        self._tables = [
            table for table in self._metadata.sorted_tables if table.name != VERSION_TABLE
        ]
        self._asking = self._question()
        with self._engine.begin() as connection:
            self._seeds = [
                (table, connection.execute(sa.select(table)).mappings().all())
                for table in self._occupied(connection)
            ]
            self._counted = _sequences(connection)

    def reset(self) -> None:
        """Throw out whoever is still connected, then every row but those of the migrations."""
        with self._engine.begin() as connection:
            end_others(connection)
        attempt(self._empty)

    def _empty(self) -> None:
        with self._engine.begin() as connection:
            occupied = self._occupied(connection)
            if connection.dialect.name == "mysql":
                connection.exec_driver_sql("SET foreign_key_checks = 0")
            for table in reversed(occupied):
                connection.execute(sa.delete(table))
            for table, rows in self._seeds:
                connection.execute(sa.insert(table), _plain(rows))
            self._count_from_one(connection, occupied)

    def _count_from_one(self, connection: sa.Connection, occupied: list[sa.Table]) -> None:
        """Let ids begin again, so that a test sees the same ones whenever it runs."""
        if connection.dialect.name == "postgresql":
            for name, value in _sequences(connection).items():
                left = self._counted.get(name)
                if left is None:
                    connection.exec_driver_sql(f'ALTER SEQUENCE "{name}" RESTART')
                elif left != value:
                    connection.execute(sa.select(sa.func.setval(name, left)))
            return
        for table in occupied:
            if table.autoincrement_column is not None:
                connection.exec_driver_sql(f"ALTER TABLE `{table.name}` AUTO_INCREMENT = 1")

    def _occupied(self, connection: sa.Connection) -> list[sa.Table]:
        """The tables that hold a row, found in one round trip."""
        numbers = connection.exec_driver_sql(self._asking).scalars().all()
        return [self._tables[number] for number in sorted(numbers)]

    def _question(self) -> str:
        """What finds the occupied tables, written once: writing it takes longer than asking."""
        asked: list[sa.Select[Any]] = [
            sa.select(sa.literal_column(str(number))).where(
                sa.exists(sa.select(sa.literal_column("1")).select_from(table))
            )
            for number, table in enumerate(self._tables)
        ]
        return str(sa.union_all(*asked).compile(self._engine))


def _sequences(connection: sa.Connection) -> dict[str, int]:
    """PostgreSQL's sequences that have given a number, and their last."""
    if connection.dialect.name != "postgresql":
        return {}
    used = connection.exec_driver_sql(
        "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
    )
    return {str(name): int(last) for name, last in used}


def _plain(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]
