"""Statements on the driver outlive what other layers do to the connection."""

import pytest
from sqlalchemy import Connection, text

from store import driver
from store.transactions import Store
from tests import patience

SQL = "SELECT COUNT(*), MAX(id) FROM contact WHERE account = ? AND id > ?"


def count(connection: Connection) -> int:
    sql = driver.marked(SQL, connection.dialect.name)
    found: int = driver.execute(connection, sql, ("wechat:x", 0)).fetchone()[0]
    return found


def test_a_statement_is_still_known_after_rollbacks(store: Store) -> None:
    def fails(connection: Connection) -> int:
        count(connection)
        for number in range(12):
            connection.execute(text("SELECT :number"), {"number": number})
        raise ValueError("undo this")

    for _ in range(20):
        with pytest.raises(ValueError, match="undo"):
            store.submit(fails).result(patience.SECONDS)
        assert store.submit(count).result(patience.SECONDS) == 0


def test_a_statement_runs_on_any_connection(store: Store) -> None:
    for _ in range(12):
        with store.reading() as session:
            assert count(session.connection()) == 0
        with store.session() as session:
            assert count(session.connection()) == 0
            session.rollback()
