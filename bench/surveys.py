"""Planning many invitations with every rule explained, against a plain indexed scan of as many."""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from membership.models import Member, MemberFigures
from messaging.models import Contact
from store import engine as engines
from store import migrate
from store.columns import to_micros
from store.transactions import Store
from surveys import definitions, fatigue, planning
from surveys.fatigue_facts import Candidate
from surveys.models import SurveyInvitation

MEMBERS = 100_000
BUDGET = 3.0
"""Seconds for each 10,000 invitations that are planned or explained."""
NOW = datetime(2026, 6, 10, 4, tzinfo=UTC)
DAY = timedelta(days=1)
SCAN = (
    "SELECT id, member_id, relation, shown_at FROM survey_invitation "
    "WHERE member_id > 0 AND relation = 'relational' AND shown_at > ? ORDER BY member_id"
)


def run(members: int = MEMBERS) -> Iterator[str]:
    """One wave to everybody: who is asked, who is not and why, and the explanation of each."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        engine = engines.create(url)
        migrate.upgrade(engine)
        survey_id = _generate(engine, url, members)
        scan, scanned = _scan(engine)
        engine.dispose()
        yield f"{scanned:,} rows by index: {scan * 1000:.1f} ms"
        yield from _measure(url, survey_id, members, scan / max(scanned, 1))


def _measure(url: str, survey_id: int, members: int, per_row: float) -> Iterator[str]:
    store = Store(url)
    everybody = list(range(1, members + 1))
    began = time.perf_counter()
    explained = 0
    with store.reading() as session:
        survey = definitions.get(session, survey_id)
        for start in range(0, members, planning.BATCH):
            part = everybody[start : start + planning.BATCH]
            candidates = [Candidate("hand:w", member_id=member) for member in part]
            decided = fatigue.decide(session, survey, candidates, origin="hand", now=NOW)
            explained += sum(len(one.checks) for one in decided)
    yield _line("explained", members, time.perf_counter() - began, per_row)
    began = time.perf_counter()
    total = planning.Planned()
    for start in range(0, members, planning.BATCH):
        with store.session() as session:
            part = everybody[start : start + planning.BATCH]
            total += planning.by_hand(session, survey_id, part, wave="w", now=NOW)
    yield _line("planned and kept", members, time.perf_counter() - began, per_row)
    reasons = ", ".join(f"{rule} {count:,}" for rule, count in sorted(total.blocked.items()))
    yield f"{total.asked:,} to be asked; {reasons}; {explained:,} verdicts of rules"
    store.close()
    assert total.asked + sum(total.blocked.values()) == members


def _line(what: str, members: int, took: float, per_row: float) -> str:
    each = took / members * 10_000
    verdict = "within" if each <= BUDGET else "OVER"
    return (
        f"{members:,} {what}: {took:.1f} s, {each:.2f} s for 10,000 ({verdict} the budget of "
        f"{BUDGET} s), {took / (per_row * members):.0f} times the scan of as many rows"
    )


def _generate(engine: Engine, url: str, members: int) -> int:
    """Members with chats and orders; everybody was asked before, some of them lately."""
    store = Store(url)
    with store.session() as session:
        definitions.ensure_defaults(session, now=NOW)
        survey = definitions.by_key(session, "nps")
        definitions.switch(session, survey.id, on=True, actor="bench", now=NOW)
    store.close()
    chance = random.Random(7)
    with engine.begin() as connection:
        for start in range(1, members + 1, 10_000):
            ids = range(start, min(start + 10_000, members + 1))
            connection.execute(insert(Member), [_member(one) for one in ids])
            connection.execute(insert(MemberFigures), [_figures(one) for one in ids])
            connection.execute(insert(Contact), [_contact(one, chance) for one in ids])
            rows = [_earlier(one, chance, survey.id) for one in ids]
            connection.execute(insert(SurveyInvitation), rows)
        connection.exec_driver_sql("ANALYZE")
    return survey.id


def _member(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"顾客 {number}",
        "joined_at": NOW - 400 * DAY,
        "tags": [],
        "preferences": {},
        "custom": {},
        "created_at": NOW,
        "updated_at": NOW,
    }


def _figures(number: int) -> dict[str, Any]:
    return {
        "member_id": number,
        "order_count": 3,
        "amount_sum": 29_700,
        "first_order_at": NOW - 90 * DAY,
        "last_order_at": NOW - 9 * DAY,
        "buying_days": [],
        "stage": "active",
        "stage_since": NOW - 90 * DAY,
        "updated_at": NOW,
    }


def _contact(number: int, chance: random.Random) -> dict[str, Any]:
    is_open = chance.random() < 0.9
    return {
        "account": "wechat:bench",
        "external_id": f"o_{number}",
        "member_id": number,
        "subscribed": True,
        "blocked": False,
        "created_at": NOW,
        "message_left": 5 if is_open else 0,
        "message_until": NOW + DAY if is_open else None,
    }


def _earlier(number: int, chance: random.Random, survey_id: int) -> dict[str, Any]:
    at = NOW - DAY * chance.uniform(1, 400)
    return {
        "survey_id": survey_id,
        "version": 1,
        "relation": "relational",
        "subject": f"member:{number}",
        "occasion": "hand:before",
        "origin": "hand",
        "wave": "before",
        "member_id": number,
        "contact_id": number,
        "language": "zh",
        "state": "closed",
        "planned_at": at,
        "due_at": at,
        "shown_at": at,
        "closes_at": at + 3 * DAY,
        "ended_at": at + 3 * DAY,
    }


def _scan(engine: Engine) -> tuple[float, int]:
    raw = engine.raw_connection()
    assert raw.driver_connection is not None
    best, rows = float("inf"), 0
    for _ in range(3):
        began = time.perf_counter()
        since = to_micros(NOW - 400 * DAY)
        rows = len(raw.driver_connection.execute(SCAN, (since,)).fetchall())
        best = min(best, time.perf_counter() - began)
    raw.close()
    return best, rows


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS):
        print(line, flush=True)
