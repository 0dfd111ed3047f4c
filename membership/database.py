"""What a service may be handed as its database, and the inserts the dialects spell differently."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection, CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Db = Session | Connection
Values = Mapping[str, Any]


def table(model: type[Any]) -> Table:
    """Return the Core table of a model."""
    return cast(Table, model.__table__)


def dialect(db: Db) -> str:
    bind = db.get_bind() if isinstance(db, Session) else db
    return bind.dialect.name


def run(db: Db, statement: sa.Executable, values: Values | Sequence[Values]) -> CursorResult[Any]:
    """Execute an insert, update or delete."""
    return cast("CursorResult[Any]", db.execute(statement, values))


def changed(db: Db, statement: sa.Executable, values: Values) -> bool:
    """Execute a conditional update and say whether it found its row."""
    return run(db, statement, values).rowcount == 1


def insert(db: Db, into: Table, values: Values) -> int:
    """Insert one row and return its number."""
    key = run(db, _insert(into), values).inserted_primary_key
    return int(key[0]) if key is not None else 0


def insert_new(db: Db, into: Table, values: Values) -> bool:
    """Insert one row unless a unique key has it already; say whether it is new."""
    return run(db, _insert_new(into, dialect(db)), values).rowcount == 1


def insert_new_id(db: Db, into: Table, values: Values) -> int | None:
    """Insert one row unless a unique key has it already; return its number if it is new."""
    name = dialect(db)
    if name == "mysql":
        result = run(db, _insert_new(into, name), values)
        return int(result.lastrowid) if result.rowcount == 1 else None
    return db.execute(_insert_new_returning(into, name), values).scalar()


@cache
def _insert(into: Table) -> sa.Insert:
    return into.insert()


@cache
def _insert_new(into: Table, name: str) -> sa.Insert:
    match name:
        case "mysql":
            statement: sa.Insert = into.insert().prefix_with("IGNORE")
        case "postgresql":
            statement = postgresql.insert(into).on_conflict_do_nothing()
        case _:
            statement = sqlite.insert(into).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


@cache
def _insert_new_returning(into: Table, name: str) -> Any:
    return _insert_new(into, name).returning(next(iter(into.primary_key.columns)))
