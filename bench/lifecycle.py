"""The nightly lifecycle of many members, against one indexed scan of those who are due."""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from membership import lifecycle
from membership.figures_repository import FIGURES
from membership.stages import LifecycleRules, place_by
from store import engine as engines
from store import migrate
from store.columns import to_micros
from store.transactions import Store

MEMBERS = 1_000_000
NOW = datetime(2026, 3, 10, 18, tzinfo=UTC)
DAY = timedelta(days=1)
COLUMNS = (
    "member_id",
    "first_order_at",
    "last_order_at",
    "order_count",
    "amount_sum",
    "discounted_count",
    "buying_days",
    "median_gap",
    "cycle",
    "stage",
    "stage_since",
    "next_transition_at",
    "updated_at",
)
SCAN = (
    "SELECT member_id, order_count, last_order_at, cycle, stage, stage_since FROM member_figures "
    "WHERE next_transition_at < ? ORDER BY next_transition_at"
)


def run(members: int = MEMBERS) -> Iterator[str]:
    """One night at a tenth of `members` and at `members`, each in batches of one transaction."""
    nights = []
    for count in (members // 10, members):
        with tempfile.TemporaryDirectory() as folder:
            nights.append(_night(Path(folder), count))
        yield nights[-1].said()
    small, large = nights
    yield (
        f"at 10x the members with {large.due / small.due:.1f}x due: the night takes "
        f"{large.took / small.took:.1f}x the time, the scan {large.scan / small.scan:.1f}x, a "
        f"night with nobody due {large.idle / small.idle:.1f}x"
    )


@dataclass(frozen=True, slots=True)
class Night:
    """Seconds of a night's work, of one scan of those due, and of a night with nobody due."""

    members: int
    due: int
    took: float
    scan: float
    idle: float

    def said(self) -> str:
        return (
            f"{self.members:>9,} members, {self.due:,} due: night {self.took:.2f} s "
            f"({self.due / self.took:,.0f} members/s), indexed scan of the due "
            f"{self.scan * 1000:.1f} ms, ratio {self.took / self.scan:.0f}; "
            f"a night with nobody due {self.idle * 1000:.1f} ms"
        )


def _night(folder: Path, members: int) -> Night:
    engine = engines.create(f"sqlite:///{folder / 'bench.db'}")
    migrate.upgrade(engine)
    _generate(engine, members)
    night = NOW + DAY
    scan = min(_scan(engine, night) for _ in range(3))
    due = _due(engine, night)
    engine.dispose()
    store = Store(f"sqlite:///{folder / 'bench.db'}")
    began = time.perf_counter()
    done = lifecycle.LifecycleRun()
    more = True
    while more:
        with store.session() as session:
            ready = lifecycle.context(session, now=night)
            more = lifecycle.run_batch(session, done, ready, now=night, limit=lifecycle.BATCH)
    took = time.perf_counter() - began
    began = time.perf_counter()
    with store.session() as session:
        again = lifecycle.run(session, now=night).touched
    idle = time.perf_counter() - began
    store.close()
    assert (done.touched, again) == (due, 0)
    return Night(members, due, took, scan, idle)


def _generate(engine: Any, members: int) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    statement = f"INSERT INTO {FIGURES.name} ({', '.join(COLUMNS)}) VALUES ({marks})"
    rows = _rows(members)
    raw = engine.raw_connection()
    raw.driver_connection.execute("BEGIN")
    raw.driver_connection.executemany(statement, rows)
    raw.driver_connection.execute("COMMIT")
    raw.driver_connection.execute("ANALYZE")
    raw.close()


def _rows(members: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(7)
    rules = LifecycleRules()
    for member in range(1, members + 1):
        cycle = chance.choice((7.0, 14.0, 30.0, 45.0, 90.0)) * chance.uniform(0.8, 1.2)
        orders = chance.randint(1, 12)
        last = NOW - DAY * chance.uniform(0, 365)
        place = place_by(orders, last, cycle, rules, NOW)
        next_at = None if place.next_at is None else to_micros(place.next_at)
        first = last - DAY * cycle * (orders - 1)
        since = to_micros(place.boundary or last)
        days = "[[739000,1],[739007,1],[739014,1]]"
        yield (
            member,
            to_micros(first),
            to_micros(last),
            orders,
            orders * 9_900,
            0,
            days,
            cycle,
            cycle,
            place.stage,
            since,
            next_at,
            to_micros(NOW),
        )


def _scan(engine: Any, night: datetime) -> float:
    raw = engine.raw_connection()
    began = time.perf_counter()
    raw.driver_connection.execute(SCAN, (to_micros(night),)).fetchall()
    took = time.perf_counter() - began
    raw.close()
    return took


def _due(engine: Any, night: datetime) -> int:
    raw = engine.raw_connection()
    found = len(raw.driver_connection.execute(SCAN, (to_micros(night),)).fetchall())
    raw.close()
    return found


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS):
        print(line, flush=True)
