"""Statements that the three databases spell differently."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects.mysql import insert as mysql_insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from store.columns import Model


def changed(session: Session, statement: Executable) -> int:
    """Execute an INSERT, UPDATE or DELETE and return how many rows it touched."""
    counting = {"preserve_rowcount": True}
    result = session.execute(statement, execution_options=counting)
    return cast("CursorResult[Any]", result).rowcount


def insert_once(session: Session, model: type[Model] | Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique key is there already; return whether it was inserted."""
    dialect = session.get_bind().dialect.name
    statement: Executable
    model = model if isinstance(model, Table) else cast("Table", model.__table__)
    if dialect == "postgresql":
        statement = postgresql_insert(model).values(**row).on_conflict_do_nothing()
    elif dialect == "sqlite":
        statement = sqlite_insert(model).values(**row).on_conflict_do_nothing()
    else:
        statement = mysql_insert(model).prefix_with("IGNORE").values(**row)
    return changed(session, statement) == 1
