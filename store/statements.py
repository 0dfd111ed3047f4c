"""Statements that the three databases spell differently."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Table, func, select
from sqlalchemy.orm import Session

from store.columns import Model


def changed(session: Session, statement: Executable) -> int:
    """Execute an INSERT, UPDATE or DELETE and return how many rows it touched."""
    counting = {"preserve_rowcount": True}
    result = session.execute(statement, execution_options=counting)
    return cast("CursorResult[Any]", result).rowcount


def insert_once(session: Session, model: type[Model] | Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique key is there already; return whether it was inserted."""
    name = session.get_bind().dialect.name
    insert: Any = import_module(f"sqlalchemy.dialects.{name}").insert
    statement = insert(model).values(**row)
    if name == "mysql":
        return changed(session, statement.prefix_with("IGNORE")) == 1
    return changed(session, statement.on_conflict_do_nothing()) == 1


def count(session: Session, model: type[Model]) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(model)) or 0
