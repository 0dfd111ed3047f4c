"""Writing many rows with the least work per row.

SQLAlchemy's own executemany looks at each parameter of each row twice; for an import that is most
of the time. Here a row's values go through their column's processor and to the driver at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Table, Update, bindparam

from store.statements import Db

Convert = Callable[[Any], Any] | None
KEY = "of_"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement for the driver, and how each of its parameters is made of a row's value."""

    statement: str
    is_positional: bool
    converts: tuple[tuple[str, Convert], ...]

    def given(self, row: Mapping[str, Any]) -> Any:
        if self.is_positional:
            return tuple(
                [row[name] if made is None else made(row[name]) for name, made in self.converts]
            )
        return {
            name: row[name] if made is None else made(row[name]) for name, made in self.converts
        }


def insert_many(db: Db, into: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, all with the columns of the first; columns left out get server defaults."""
    if rows:
        connection = db if isinstance(db, Connection) else db.connection()
        _run(connection, _insert(into, tuple(rows[0]), connection.dialect), rows)


def update_many(db: Db, table: Table, rows: Sequence[Mapping[str, Any]], *, by: str) -> None:
    """Write `rows`, all with the columns of the first, each where column `by` is its `of_…`."""
    if rows:
        connection = db if isinstance(db, Connection) else db.connection()
        _run(connection, _update(table, tuple(rows[0]), by, connection.dialect), rows)


def _run(connection: Connection, ready: _Ready, rows: Sequence[Mapping[str, Any]]) -> None:
    connection.exec_driver_sql(ready.statement, [ready.given(row) for row in rows])


@cache
def _insert(into: Table, columns: tuple[str, ...], dialect: Dialect) -> _Ready:
    return _compiled(into, into.insert(), columns, dialect)


@cache
def _update(table: Table, names: tuple[str, ...], by: str, dialect: Dialect) -> _Ready:
    columns = tuple(name for name in names if name != f"{KEY}{by}")
    statement = table.update().where(table.c[by] == bindparam(f"{KEY}{by}"))
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return _compiled(table, statement.values(values), names, dialect)


def _compiled(
    table: Table, statement: Insert | Update, names: tuple[str, ...], dialect: Dialect
) -> _Ready:
    columns = None if isinstance(statement, Update) else list(names)
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    order = names if compiled.positiontup is None else tuple(compiled.positiontup)
    converts = tuple((name, _converter(table, name.removeprefix(KEY), dialect)) for name in order)
    return _Ready(str(compiled), compiled.positiontup is not None, converts)


def _converter(table: Table, column: str, dialect: Dialect) -> Convert:
    return table.c[column].type.dialect_impl(dialect).bind_processor(dialect)
