"""The calendar: what campaigns will send on the coming days, and what they sent on the last."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns import entering, looking, service
from campaigns.kind import Cursor, Look, Running
from campaigns.repository import deliveries
from campaigns.scene import Scene, scene_of
from campaigns.values import HELD_OUT, PLANNED, WAITING
from membership.business_time import day_of, start_of

MOST_COUNTED = 5_000
FORESEEN_DAYS = 370
"""A year and the days by which the moon's may be longer."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Day:
    """One campaign on one business day: messages planned, rows that wait for that day, members
    held out; and for days to come how many are `expected` to be due, where that is known.
    `at_least`: more were not counted."""

    day: date
    campaign_id: int
    planned: int
    waiting: int
    held_out: int
    expected: int | None
    at_least: bool = False


def calendar(
    session: Session, first: date, last: date, *, now: datetime, timezone: ZoneInfo
) -> list[Day]:
    """Every campaign that is on, on each day of [first, last] on which it has something."""
    return [
        day
        for view in service.running(session)
        for day in _days(session, looking.running(session, view), first, last, now, timezone)
    ]


def next_time(
    session: Session, running: Running, *, now: datetime, timezone: ZoneInfo
) -> datetime:
    """When the campaign next finds somebody, as far as that can be foreseen; else `now`."""
    if not looking.kind_of(running).foreseeable:
        return now
    today = day_of(now, timezone)
    for later in range(FORESEEN_DAYS):
        hour = datetime.combine(today + timedelta(days=later), running.document.at, timezone)
        at = max(now, hour)
        looks = bool(later) or hour > now or looking.is_time(running, now=now, timezone=timezone)
        looks &= running.document.period.holds(at, timezone)
        if looks and looking.found(session, running, now=at, timezone=timezone, most=1):
            return at
    return now


def _days(
    session: Session, running: Running, first: date, last: date, now: datetime, timezone: ZoneInfo
) -> Iterator[Day]:
    everybody = cache(lambda: looking.audience(session, running, now=now))
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        begins, ends = (start_of(day + timedelta(days=more), timezone) for more in (0, 1))
        if running.document.period.is_over(begins, timezone):
            break
        counts = deliveries.due_at(session, running.view.id, begins, ends)
        expected, at_least = _expected(session, running, day, now, timezone, everybody)
        if counts or expected:
            planned, waiting, held_out = (
                counts.get(state, 0) for state in (PLANNED, WAITING, HELD_OUT)
            )
            yield Day(day, running.view.id, planned, waiting, held_out, expected, at_least)


def _expected(
    session: Session,
    running: Running,
    day: date,
    now: datetime,
    timezone: ZoneInfo,
    everybody: Callable[[], int | None],
) -> tuple[int | None, bool]:
    """How many of the audience will be due; none for the past and where nobody can know."""
    kind = looking.kind_of(running)
    hour = datetime.combine(day, running.document.at, timezone)
    if not kind.foreseeable or hour <= now or day < day_of(now, timezone):
        return None, False
    if not running.document.period.holds(hour, timezone):
        return None, False
    scene = scene_of(session, running, now=hour, timezone=timezone)
    if kind.by_audience:
        found = kind.due(session, running, _look(running, hour, timezone, (), 1))
        return (everybody() if found.candidates else 0), False
    return _counted(session, scene)


def _counted(session: Session, scene: Scene) -> tuple[int, bool]:
    count = 0
    cursor: Cursor | None = ()
    while cursor is not None:
        look = _look(scene.running, scene.now, scene.timezone, cursor, BATCH)
        found = scene.kind.due(session, scene.running, look)
        count += len(entering.of_audience(session, scene, found.candidates))
        cursor = found.after
        if count >= MOST_COUNTED and cursor is not None:
            return count, True
    return count, False


def _look(running: Running, now: datetime, timezone: ZoneInfo, after: Cursor, limit: int) -> Look:
    return looking.look(running, now=now, timezone=timezone, after=after, limit=limit)
