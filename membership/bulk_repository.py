"""Inserting many rows with the least work per row.

SQLAlchemy's own executemany looks at each parameter of each row twice; for an import that is most
of the time. Here a row's values go through their column's processor and to the driver at once.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from membership.database import Db

Convert = Callable[[Any], Any] | None


def insert_many(db: Db, into: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert `rows`, all with the columns of the first; columns left out get server defaults."""
    if not rows:
        return
    connection = db if isinstance(db, Connection) else db.connection()
    statement, names, converts = _compiled(into, tuple(rows[0]), connection.dialect)
    if names is None:
        given: list[Any] = [_mapping(row, converts) for row in rows]
    else:
        pairs = [(name, converts[name]) for name in names]
        given = [
            tuple(
                [row[name] if convert is None else convert(row[name]) for name, convert in pairs]
            )
            for row in rows
        ]
    connection.exec_driver_sql(statement, given)


@cache
def _compiled(
    into: Table, columns: tuple[str, ...], dialect: Dialect
) -> tuple[str, tuple[str, ...] | None, dict[str, Convert]]:
    compiled = into.insert().compile(dialect=dialect, column_keys=list(columns))
    converts: dict[str, Convert] = {
        name: into.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns
    }
    names = tuple(compiled.positiontup) if compiled.positiontup is not None else None
    return str(compiled), names, converts


def _mapping(row: dict[str, Any], converts: dict[str, Convert]) -> dict[str, Any]:
    return {
        name: row[name] if convert is None else convert(row[name])
        for name, convert in converts.items()
    }
