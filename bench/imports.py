"""Imported rows per second, against the driver's own bulk insert of the same rows."""

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from membership.imports import ImportReport, run_import
from membership.imports.values import Kind
from membership.privacy import Privacy
from store import engine as engines
from store import migrate
from store.transactions import Store

ORDERS = 20_000
ORDERS_PER_CUSTOMER = 3
NOW = datetime(2026, 3, 10, 4, tzinfo=UTC)
BATCH = 1000
# What one imported order becomes; figures and balances are updated besides.
WRITTEN = ("orders", "points_entry", "points_lot", "growth_entry")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds: of each kind at first and again, and of the bare inserts."""

    customers: int
    orders: int
    first: Mapping[Kind, float]
    again: Mapping[Kind, float]
    alone: float
    whole: float


def run(orders: int = ORDERS) -> Iterator[str]:
    """Import customers and orders into SQLite, again, and beside it insert the same rows bare;
    then ten times as many."""
    small = _measured(orders)
    yield from _said(small)
    large = _measured(10 * orders)
    yield from _said(large)
    slower = (large.first["orders"] / large.orders) / (small.first["orders"] / small.orders)
    bare = (large.whole / large.orders) / (small.whole / small.orders)
    yield (
        f"at 10x the rows an imported order takes {slower:.2f}x the time, its rows bare "
        f"{bare:.2f}x"
    )


def _measured(orders: int) -> Took:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "bench.db"
        _migrated(path)
        store = Store(f"sqlite:///{path}")
        customers = orders // ORDERS_PER_CUSTOMER
        files: dict[Kind, Path] = {
            "customers": _customers(folder, customers),
            "orders": _orders(folder, orders),
        }
        first = {kind: _timed(kind, files[kind], store) for kind in files}
        again = {kind: _timed(kind, files[kind], store) for kind in files}
        store.close()
        alone = _bare(folder, path, ("orders",))
        return Took(customers, orders, first, again, alone, _bare(folder, path, WRITTEN))


def _said(took: Took) -> Iterator[str]:
    yield _line("customers", took.customers, took.first["customers"], took.again["customers"])
    yield _line("orders", took.orders, took.first["orders"], took.again["orders"])
    posted = took.first["orders"]
    yield (
        f"driver's bulk insert of the {took.orders:,} orders alone "
        f"{took.orders / took.alone:,.0f} rows/s (ratio {posted / took.alone:.1f}), of the "
        f"orders with their points, lots and growth {took.orders / took.whole:,.0f} rows/s "
        f"(ratio {posted / took.whole:.1f})"
    )


def _line(kind: str, rows: int, first: float, again: float) -> str:
    return (
        f"{rows:>9,} {kind}: {rows / first:,.0f} rows/s; "
        f"the same file again {rows / again:,.0f} rows/s"
    )


def _timed(kind: Kind, path: Path, store: Store) -> float:
    began = time.perf_counter()
    report: ImportReport = run_import(
        kind, path, store, now=NOW, privacy=Privacy.from_key("a key for the benchmark")
    )
    assert report.rejected == 0
    return time.perf_counter() - began


def _migrated(path: Path) -> None:
    engine = engines.create(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()


def _customers(folder: Path, count: int) -> Path:
    path = folder / "customers.csv"
    rows = (f"C{n},顾客{n},1380{n:07},1990-08-15\n" for n in range(count))
    path.write_text("external_id,name,phone,birthday\n" + "".join(rows), encoding="utf-8")
    return path


def _orders(folder: Path, count: int) -> Path:
    chance = random.Random(7)
    customers = count // ORDERS_PER_CUSTOMER
    path = folder / "orders.csv"
    with path.open("w", encoding="utf-8") as text:
        text.write("external_id,customer_external_id,paid_at,amount\n")
        for number in range(count):
            at = NOW - timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
            amount = chance.randrange(900, 90_000) / 100
            text.write(f"A{number},C{chance.randrange(customers)},{at:%Y-%m-%d %H:%M},{amount}\n")
    return path


def _bare(folder: Path, filled: Path, tables: tuple[str, ...]) -> float:
    """Insert the rows an import left into empty tables with the same indexes, batch by batch."""
    target = folder / f"bare-{len(tables)}.db"
    _migrated(target)
    source, into = sqlite3.connect(filled), sqlite3.connect(target, isolation_level=None)
    into.execute("PRAGMA synchronous=FULL")
    took = 0.0
    for table in tables:
        rows = source.execute(f"SELECT * FROM {table}").fetchall()
        statement = f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"
        began = time.perf_counter()
        for start in range(0, len(rows), BATCH):
            into.execute("BEGIN IMMEDIATE")
            into.executemany(statement, rows[start : start + BATCH])
            into.execute("COMMIT")
        took += time.perf_counter() - began
    source.close()
    into.close()
    return took


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS):
        print(line, flush=True)
