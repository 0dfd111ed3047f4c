"""Core statements: executing them, and those that the three databases spell differently."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Executable, Insert, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.columns import Model

Db = Session | Connection
"""What a service may be handed as its database."""
Values = Mapping[str, Any]


def table(model: type[Any]) -> Table:
    """Return the Core table of a model."""
    return cast(Table, model.__table__)


def dialect(db: Db) -> str:
    bind = db.get_bind() if isinstance(db, Session) else db
    return bind.dialect.name


def run(
    db: Db, statement: Executable, values: Values | Sequence[Values] | None = None
) -> CursorResult[Any]:
    """Execute an INSERT, UPDATE or DELETE."""
    return cast("CursorResult[Any]", db.execute(statement, values))


def changed(db: Db, statement: Executable, values: Values | None = None) -> int:
    """Execute an INSERT, UPDATE or DELETE and return how many rows it touched."""
    counting = {"preserve_rowcount": True}
    result = db.execute(statement, values, execution_options=counting)
    return cast("CursorResult[Any]", result).rowcount


def insert(db: Db, into: Table, values: Values) -> int:
    """Insert one row and return its number."""
    key = run(db, _insert(into), values).inserted_primary_key
    return int(key[0]) if key is not None else 0


def insert_once(db: Db, into: type[Model] | Table, row: Values) -> bool:
    """Insert one row unless a unique key is there already; return whether it was inserted."""
    target = into if isinstance(into, Table) else table(into)
    return run(db, _insert_once(target, dialect(db)), row).rowcount == 1


def insert_many_once(db: Db, into: type[Model] | Table, rows: Sequence[Values]) -> None:
    """Insert those rows that no unique key has already."""
    target = into if isinstance(into, Table) else table(into)
    if rows:
        run(db, _insert_once(target, dialect(db)), rows)


def insert_once_id(db: Db, into: Table, row: Values) -> int | None:
    """The same, returning the number of the row if it is new."""
    name = dialect(db)
    if name == "mysql":
        result = run(db, _insert_once(into, name), row)
        return int(result.lastrowid) if result.rowcount == 1 else None
    return db.execute(_insert_once_returning(into, name), row).scalar()


def count(session: Session, model: type[Model]) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(model)) or 0


@cache
def _insert(into: Table) -> Insert:
    return into.insert()


@cache
def _insert_once(into: Table, name: str) -> Insert:
    match name:
        case "mysql":
            statement: Insert = into.insert().prefix_with("IGNORE")
        case "postgresql":
            statement = postgresql.insert(into).on_conflict_do_nothing()
        case _:
            statement = sqlite.insert(into).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


@cache
def _insert_once_returning(into: Table, name: str) -> Any:
    return _insert_once(into, name).returning(next(iter(into.primary_key.columns)))
