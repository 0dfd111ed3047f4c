"""When jobs are due: cron lines by the wall clock of the business, intervals since 1970.

A wall clock skips an hour in spring and shows one twice in autumn. A line that names its hours
runs once there all the same: a time that is skipped counts as the same time before the change, one
that comes twice as its first. A line for every hour goes on through both.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from scheduler.job import When
from store.columns import EPOCH

SLICE = timedelta(seconds=10)
"""For so long one run does the work of a quick job again and again."""
QUICK = timedelta(seconds=10)
GRID = timedelta(seconds=1)
"""What has a shorter interval than `QUICK` may begin at any whole second."""
SHIFT = timedelta(hours=3)
"""More than any clock is ever put forward or back at once."""
NEVER = datetime.max.replace(tzinfo=UTC)
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_repeated(when: When, below: timedelta) -> bool:
    """Whether one run does the work many times: its interval is shorter than `below`."""
    return isinstance(when, timedelta) and when < below


def following(when: When, zone: ZoneInfo, after: datetime) -> datetime:
    """The first instant after `after`; `NEVER` if there is none. `ValueError` for a wrong line."""
    if isinstance(when, timedelta):
        step = _step(when)
        return EPOCH + ((after - EPOCH) // step + 1) * step
    return _first(when, zone, after)


def latest(when: When, zone: ZoneInfo, after: datetime, now: datetime) -> datetime | None:
    """The last instant after `after` and not after `now`, if there is one."""
    if isinstance(when, timedelta):
        step = _step(when)
        last = EPOCH + (now - EPOCH) // step * step
        return last if last > after else None
    found = None
    while (instant := _first(when, zone, after)) <= now:
        found = after = instant
    return found


def before(when: When, now: datetime) -> datetime:
    """Up to which instant a job that is new has nothing to do: an interval is due at once."""
    return now if isinstance(when, str) else now - _step(when)


def _step(when: timedelta) -> timedelta:
    return GRID if when < QUICK else when


def _first(line: str, zone: ZoneInfo, after: datetime) -> datetime:
    first = NEVER
    wall = after.astimezone(zone).replace(tzinfo=UTC)
    for shown in _walls(line, wall - SHIFT):
        if first is not NEVER and shown > first.astimezone(zone).replace(tzinfo=UTC) + SHIFT:
            break
        for instant in _instants(line, shown, zone):
            if instant > after:
                first = min(first, instant)
    return first


def _instants(line: str, wall: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """What a time on the wall clock means; twice if it comes twice and the line wants both."""
    yield wall.replace(tzinfo=zone).astimezone(UTC)
    if line.split()[1] == "*":
        yield wall.replace(tzinfo=zone, fold=1).astimezone(UTC)


def _walls(line: str, wall: datetime) -> Iterator[datetime]:
    trigger = _trigger(line)
    previous = None
    while (wall_next := trigger.get_next_fire_time(previous, wall)) is not None:
        yield wall_next
        previous, wall = wall_next, wall_next


@lru_cache(maxsize=128)
def _trigger(line: str) -> CronTrigger:
    """The line read as if wall clocks never changed."""
    minute, hour, day, month, weekday = line.split()
    return CronTrigger(
        minute=minute,
        hour=hour,
        day=day,
        month=month,
        day_of_week=_named(weekday),
        timezone=UTC,
    )


def _named(weekday: str) -> str:
    """Cron counts weekdays from Sunday, APScheduler from Monday; by name there is no doubt."""
    days, slash, step = weekday.partition("/")
    named = ",".join(
        "-".join(WEEKDAYS[int(end)] if end.isdecimal() else end for end in part.split("-"))
        for part in days.split(",")
    )
    return f"{named}{slash}{step}"
