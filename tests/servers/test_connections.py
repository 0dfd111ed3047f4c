"""Ending the connections of others."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from tests.servers.connections import end_others


def test_others_are_ended_where_a_server_holds_them(database_url: str) -> None:
    engine = sa.create_engine(database_url, poolclass=NullPool)
    with engine.connect() as other, engine.connect() as own:
        other.exec_driver_sql("SELECT 1")
        end_others(own)
        if engine.dialect.name == "sqlite":
            assert other.exec_driver_sql("SELECT 1").scalar_one() == 1
        else:
            with pytest.raises(sa.exc.OperationalError):
                other.exec_driver_sql("SELECT 1")


def test_who_leaves_after_being_listed_is_no_error(database_url: str) -> None:
    engine = sa.create_engine(database_url, poolclass=NullPool)
    left: list[str] = []

    def leave(connection: sa.Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("KILL") and not left:
            left.append(statement)
            with engine.connect() as first:
                first.exec_driver_sql(statement)

    with engine.connect() as other, engine.connect() as own:
        other.exec_driver_sql("SELECT 1")
        sa.event.listen(own, "before_cursor_execute", leave)
        end_others(own)
        other.invalidate()
    assert bool(left) == (engine.dialect.name == "mysql")
