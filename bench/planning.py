"""Planning a message for every member, against one indexed scan of the same members."""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from campaigns import planning, service
from campaigns.values import ON
from store import engine as engines
from store import migrate
from store.columns import to_micros
from store.transactions import Store

MEMBERS = 1_000_000
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
BATCH = 1_000
SCAN = "SELECT id FROM member WHERE merged_into_id IS NULL AND id > ? ORDER BY id LIMIT ?"
DOCUMENT = {
    "name": "节日问候",
    "kind": "regular",
    "occasion": {"at": "10:00", "cron": "10 6 *"},
    "steps": [{"text": "{{name}}，您好，您是我们的{{level}}。"}],
    "limits": {"holdout_percent": 10},
}


def run(members: int = MEMBERS) -> Iterator[str]:
    """The whole store on one day, at a tenth of `members` and at `members`: a tenth is held out, a
    tenth refused, three tenths have no open window; and a second look, which finds all entered."""
    rates = []
    for count in (members // 10, members):
        with tempfile.TemporaryDirectory() as folder:
            seconds, line = _day(Path(folder), count)
        rates.append(seconds / count)
        yield line
    yield f"growth at 10×: {rates[1] / rates[0]:.2f} times the time per member"


def _day(folder: Path, members: int) -> tuple[float, str]:
    url = f"sqlite:///{folder / 'bench.db'}"
    engine = engines.create(url)
    migrate.upgrade(engine)
    _generate(engine, members)
    scan = min(_scan(engine) for _ in range(3))
    engine.dispose()
    store = Store(url)
    with store.session() as session:
        view = service.create(session, "bench", DOCUMENT, actor="bench", now=NOW)
        service.set_state(session, view.id, ON, now=NOW)
    began = time.perf_counter()
    states = _plan(store, view.id)
    took = time.perf_counter() - began
    began = time.perf_counter()
    again = _plan(store, view.id)
    second = time.perf_counter() - began
    store.close()
    assert sum(states.values()) == members
    assert again == {}
    counts = ", ".join(f"{state} {count:,}" for state, count in sorted(states.items()))
    return took, (
        f"{members:>9,} members ({counts}): planned in {took:.1f} s "
        f"({members / took:,.0f} members/s), indexed scan {scan * 1000:.0f} ms, "
        f"ratio {took / scan:.0f}; a second look {second:.1f} s, ratio {second / scan:.0f}"
    )


def _plan(store: Store, campaign_id: int) -> dict[str, int]:
    states: dict[str, int] = {}
    after: Any = ()
    while after is not None:
        with store.session() as session:
            done = planning.enter(
                session, campaign_id, now=NOW, timezone=SHANGHAI, after=after, limit=BATCH
            )
        for state, count in done.states.items():
            states[state] = states.get(state, 0) + count
        after = done.after
    return states


def _scan(engine: Any) -> float:
    raw = engine.raw_connection()
    began, after = time.perf_counter(), 0
    while rows := raw.driver_connection.execute(SCAN, (after, BATCH)).fetchall():
        after = rows[-1][0]
    took = time.perf_counter() - began
    raw.close()
    return took


def _generate(engine: Any, members: int) -> None:
    now, opened = to_micros(NOW), to_micros(NOW.replace(year=2027))
    raw = engine.raw_connection()
    run = raw.driver_connection
    run.execute("BEGIN")
    _insert(
        run,
        "member",
        ("id", "name", "joined_at", "tags", "preferences", "custom", "created_at", "updated_at"),
        ((one, f"会员{one}", now, "[]", "{}", "{}", now, now) for one in _all(members)),
    )
    _insert(
        run,
        "contact",
        (
            *("account", "external_id", "member_id", "subscribed", "blocked", "created_at"),
            *("message_until", "message_left"),
        ),
        (
            ("wechat:wx_bench", f"o_{one}", one, 1, 0, now, opened, 0 if one % 10 < 3 else 5)
            for one in _all(members)
        ),
    )
    _insert(
        run,
        "consent",
        ("subject", "channel", "kind", "allowed", "changed_at", "source"),
        ((f"member:{one}", "*", "marketing", 0, now, "bench") for one in _all(members)
         if one % 10 == 9),
    )  # fmt: skip
    run.execute("COMMIT")
    run.execute("ANALYZE")
    raw.close()


def _all(members: int) -> range:
    return range(1, members + 1)


def _insert(run: Any, table: str, columns: tuple[str, ...], rows: Iterator[Any]) -> None:
    marks = ", ".join("?" * len(columns))
    run.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS):
        print(line, flush=True)
