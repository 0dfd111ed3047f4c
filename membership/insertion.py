"""Insert-unless-present, which each database spells its own way."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, Insert, Table
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.orm import Session


def insert_absent(session: Session, table: Table, row: dict[str, Any]) -> bool:
    """Insert `row` unless a unique key of it is taken; say whether it went in."""
    result = session.execute(_statement(session, table).values(row))
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def insert_all_absent(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert those of `rows` whose unique keys are free."""
    if rows:
        session.execute(_statement(session, table), list(rows))


def _statement(session: Session, table: Table) -> Insert:
    name = session.get_bind().dialect.name
    if name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    if name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return mysql.insert(table).prefix_with("IGNORE")
