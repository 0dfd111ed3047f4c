"""Growth comes and goes with what a member buys; a level that is reached begins at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership import checks, timeline
from membership.business_time import CHINA, day_of, months_later, start_of
from membership.errors import NotFoundError
from membership.levels import repository
from membership.levels.repository import LevelState
from membership.levels.values import Level, Levels, load
from store.statements import Db

MERGES_FOLLOWED = 16
MOST_GROWTH = 10**9
JUST_AFTER = timedelta(microseconds=1)


def add_growth(
    db: Db,
    member_id: int,
    growth: int,
    *,
    kind: str,
    source: str,
    key: str,
    now: datetime,
    occurred_at: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
    timezone: ZoneInfo = CHINA,
    levels: Levels | None = None,
) -> Level | None:
    """Record growth once per (source, key); return the level it raised the member to, if any.

    Growth that is taken back never lowers a level here: that waits for the end of the period.
    """
    checks.whole("growth", growth, least=-MOST_GROWTH, most=MOST_GROWTH)
    state = _locked(db, member_id)
    if repository.is_recorded(db, source, key):
        return None
    repository.add_entry(
        db,
        {
            "member_id": state.member_id,
            "growth": growth,
            "kind": kind,
            "source": source,
            "idempotency_key": key,
            "occurred_at": occurred_at or now,
            "recorded_at": now,
            "detail": dict(detail or {}),
        },
    )
    why = {"source": source, "key": key}
    return apply(db, state, growth, levels or load(db), why, now=now, timezone=timezone)


def _locked(db: Db, member_id: int) -> LevelState:
    for _ in range(MERGES_FOLLOWED):
        state = repository.lock(db, member_id)
        if state is None:
            break
        if state.merged_into_id is None:
            return state
        member_id = state.merged_into_id
    raise NotFoundError("member", member_id)


def apply(
    db: Db,
    state: LevelState,
    growth: int,
    levels: Levels,
    why: Mapping[str, Any],
    *,
    now: datetime,
    timezone: ZoneInfo,
) -> Level | None:
    """Carry recorded growth into the member's row, and raise the level it reaches."""
    grown = state.growth + growth
    raised = None
    if growth > 0:
        raised = rise(db, state, grown, levels, why, now=now, timezone=timezone)
    if growth < 0:
        repository.update(db, state.member_id, {"growth": grown, "level_notice_at": None})
    elif raised is None:
        repository.set_growth(db, state.member_id, grown)
    return raised


def rise(
    db: Db,
    state: LevelState,
    growth: int,
    levels: Levels,
    why: Mapping[str, Any],
    *,
    now: datetime,
    timezone: ZoneInfo,
) -> Level | None:
    """Raise a member to the level that `growth` in all reaches, if it is higher than theirs."""
    current = levels.of(state.level_id)
    reached = levels.reached(growth - state.growth_offset)
    if reached is None or (current is not None and reached.line <= current.line):
        return None
    values = {"growth": growth, **period(reached, levels, now, timezone)}
    repository.update(db, state.member_id, values)
    timeline.add(
        db,
        "level_up",
        {
            "from": current.code if current else None,
            "to": reached.code,
            "growth": growth,
            **why,
        },
        member_id=state.member_id,
        now=now,
    )
    return reached


def period(level: Level, levels: Levels, begins: datetime, timezone: ZoneInfo) -> dict[str, Any]:
    """Return the columns of a member whose period on `level` begins.

    What reached the level does not count towards keeping it, so the period begins just after.
    """
    lasts = level != levels.base
    ends = start_of(months_later(day_of(begins, timezone), level.period_months), timezone)
    return {
        "level_id": level.id,
        "level_since": begins,
        "level_period_from": begins + JUST_AFTER if lasts else None,
        "level_until": ends if lasts else None,
        "level_notice_at": None,
    }
