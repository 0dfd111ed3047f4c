"""Posting orders, against bare inserts of the same rows by the driver in the same transactions."""

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from membership import orders, registration
from membership.order_values import OrderIn
from store import engine as engines
from store import migrate

NOW = datetime(2026, 3, 10, 4, tzinfo=UTC)
ORDERS = 2_000
BUYERS_PER_ORDER = 5
TABLES = (
    "orders",
    "points_entry",
    "points_lot",
    "growth_entry",
    "member_figures",
    "lifecycle_transition",
    "member_event",
)
Rows = dict[str, list[tuple[Any, ...]]]


def run(count: int = ORDERS) -> Iterator[str]:
    """One order and a hundred orders per transaction; then ten times as many orders."""
    each = {}
    for number, batch in ((count, 1), (count, 100), (10 * count, 100)):
        with tempfile.TemporaryDirectory() as folder:
            posted, bare, rows = _measured(Path(folder), number, batch)
        each[number, batch] = posted / number, bare / number
        yield (
            f"orders: {number} posted, {batch} per transaction: "
            f"{1e6 * posted / number:.0f} µs each, {posted / bare:.1f}x the bare inserts of their "
            f"{rows} rows ({1e6 * bare / number:.0f} µs per order)"
        )
    (small, small_bare), (large, large_bare) = each[count, 100], each[10 * count, 100]
    yield (
        f"at 10x the orders and members an order takes {large / small:.2f}x the time, its rows "
        f"bare {large_bare / small_bare:.2f}x"
    )


def _measured(folder: Path, count: int, batch: int) -> tuple[float, float, int]:
    """Seconds to post `count` orders, seconds to insert the same rows bare, and how many rows."""
    engine = _migrated(folder / "posted.db")
    members = _members(engine, max(10, count // BUYERS_PER_ORDER))
    before = _rows(engine)
    posted = _post(engine, _orders(count, members), batch)
    written = {table: rows[len(before[table]) :] for table, rows in _rows(engine).items()}
    engine.dispose()
    bare_engine = _migrated(folder / "bare.db")
    bare = _insert(bare_engine, written, count, batch)
    bare_engine.dispose()
    return posted, bare, sum(len(rows) for rows in written.values())


def _migrated(path: Path) -> Engine:
    engine = engines.create(f"sqlite:///{path}")
    migrate.upgrade(engine)
    return engine


def _members(engine: Engine, count: int) -> list[int]:
    with engine.begin() as connection:
        return [registration.create(connection, now=NOW, actor="bench") or 0 for _ in range(count)]


def _orders(count: int, members: Sequence[int]) -> list[OrderIn]:
    chosen = random.Random(7)
    return [
        OrderIn(
            f"B{number}",
            member_id=chosen.choice(members),
            amount=chosen.randrange(1_000, 50_000),
            paid_at=NOW - timedelta(minutes=count - number),
        )
        for number in range(count)
    ]


def _post(engine: Engine, every: Sequence[OrderIn], batch: int) -> float:
    began = time.perf_counter()
    for start in range(0, len(every), batch):
        with engine.begin() as connection:
            by = orders.terms(connection, now=NOW)
            for order in every[start : start + batch]:
                orders.post(connection, order, now=NOW, by=by)
    return time.perf_counter() - began


def _rows(engine: Engine) -> Rows:
    with engine.connect() as connection:
        return {
            table: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
            for table in TABLES
        }


def _insert(engine: Engine, written: Rows, count: int, batch: int) -> float:
    """Insert the rows evenly spread over as many transactions as the posting had."""
    transactions = -(-count // batch)
    statements = {
        table: f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"
        for table, rows in written.items()
        if rows
    }
    began = time.perf_counter()
    for number in range(transactions):
        with engine.begin() as connection:
            for table, statement in statements.items():
                rows = written[table]
                part = rows[
                    number * len(rows) // transactions : (number + 1) * len(rows) // transactions
                ]
                _one_by_one(connection, statement, part)
    return time.perf_counter() - began


def _one_by_one(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    cursor: Any = connection.connection.driver_connection
    for row in rows:
        cursor.execute(statement, row)


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS):
        print(line)
