"""The end of a level's period: kept, or one level down; and the notice a month before."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership import timeline
from membership.business_time import CHINA
from membership.levels import repository
from membership.levels.growth import JUST_AFTER, period, rise
from membership.levels.repository import LevelState
from membership.levels.values import Level, Levels, load
from store.statements import Db

NOTICE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LevelChange:
    """What the end of a period did: kept (the same code twice) or fell."""

    member_id: int
    was: str
    became: str
    grown: int
    keep_line: int


@dataclass(frozen=True, slots=True)
class KeepNotice:
    """A member who will lose a level at `until` unless `missing` growth comes before."""

    member_id: int
    level: str
    until: datetime
    missing: int


def end_periods(
    db: Db, *, now: datetime, limit: int = 500, timezone: ZoneInfo = CHINA
) -> list[LevelChange]:
    """Close up to `limit` periods that are over; an empty list means all are done.

    Growth of the period at or over the keep-level line renews it, else the member falls by one
    level, never more. What came after the end counts on the lower level, and may raise it again.
    Each change has its reason on the timeline.
    """
    levels = load(db)
    changes: list[LevelChange] = []
    for member_id in repository.ending(db, before=now, limit=limit):
        state = repository.lock(db, member_id)
        if state is not None and state.until is not None and state.until <= now:
            changes.append(_end(db, state, state.until, levels, now, timezone))
    return changes


def _end(
    db: Db, state: LevelState, until: datetime, levels: Levels, now: datetime, timezone: ZoneInfo
) -> LevelChange:
    level = levels.of(state.level_id)
    assert level is not None
    grown = _grown(db, state, until)
    lower = levels.before(level)
    if grown >= level.keep_line or lower is None:
        values = period(level, levels, until, timezone)
        del values["level_since"]
        return _close(db, state, level, level, grown, values, now)
    since = repository.grown_between(db, state.member_id, until + JUST_AFTER, now)
    offset = max(state.growth_offset, state.growth - since - lower.line)
    values = {**period(lower, levels, until, timezone), "growth_offset": offset}
    change = _close(db, state, level, lower, grown, values, now)
    if since > 0:
        fallen = replace(state, level_id=lower.id, growth_offset=offset)
        why = {"source": "level", "key": f"{state.member_id}:{until.isoformat()}"}
        rise(db, fallen, state.growth, levels, why, now=now, timezone=timezone)
    return change


def _close(
    db: Db,
    state: LevelState,
    was: Level,
    became: Level,
    grown: int,
    values: dict[str, Any],
    now: datetime,
) -> LevelChange:
    repository.update(db, state.member_id, values)
    change = LevelChange(state.member_id, was.code, became.code, grown, was.keep_line)
    timeline.add(
        db,
        "level_kept" if was == became else "level_down",
        {"from": was.code, "to": became.code, "grown": grown, "keep_line": was.keep_line},
        member_id=state.member_id,
        now=now,
    )
    return change


def _grown(db: Db, state: LevelState, until: datetime) -> int:
    if state.period_from is None:
        return 0
    return repository.grown_between(db, state.member_id, state.period_from, until)


def notices_due(
    db: Db, *, now: datetime, limit: int = 500, ahead: timedelta = NOTICE
) -> list[KeepNotice] | None:
    """Look at up to `limit` members whose period ends within `ahead`, each once per period.

    Returns those who are below their keep-level line, to be told; none when nobody is left to
    look at. Growth that is taken back later lets a member be looked at again.
    """
    levels = load(db)
    looked_at = repository.ending(db, before=now + ahead, limit=limit, unnoticed=True)
    if not looked_at:
        return None
    notices: list[KeepNotice] = []
    for member_id in looked_at:
        state = repository.lock(db, member_id)
        if state is None or state.until is None:
            continue
        repository.update(db, member_id, {"level_notice_at": now})
        level = levels.of(state.level_id)
        assert level is not None
        missing = level.keep_line - _grown(db, state, state.until)
        if missing > 0 and levels.before(level) is not None:
            notices.append(KeepNotice(member_id, level.code, state.until, missing))
            detail = {"level": level.code, "missing": missing}
            timeline.add(db, "level_notice", detail, member_id=member_id, now=now)
    return notices
