"""Business time: when a team works, and what so many working minutes from now means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

Spans = tuple[tuple[int, int], ...]
HORIZON_DAYS = 400
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class NeverOpenError(Exception):
    """The calendar has no working minute within `HORIZON_DAYS`."""


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Working spans in minutes after local midnight, Monday first.

    A span may end after 1440 to cross midnight. `exceptions` overrule everything for one date.
    With `chinese_holidays`, the State Council's holidays are closed, and a make-up workday that
    falls on a closed weekday gets the hours of the first working weekday.
    """

    week: tuple[Spans, ...]
    timezone: ZoneInfo
    chinese_holidays: bool = True
    exceptions: Mapping[date, Spans] = field(default_factory=dict)

    def spans(self, day: date) -> Spans:
        """The working spans that begin on `day`."""
        if day in self.exceptions:
            return self.exceptions[day]
        usual = self.week[day.weekday()]
        if not self.chinese_holidays:
            return usual
        kind = day_kind(day)
        if kind == "holiday":
            return ()
        return usual or (self._make_up() if kind == "make_up" else ())

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works at this instant."""
        return any(start <= at < end for start, end in self._around(at))

    def next_open(self, at: datetime) -> datetime:
        """The instant itself when open, otherwise the next opening."""
        return max(at, next(self._from(at))[0])

    def add(self, start: datetime, minutes: int) -> datetime:
        """The instant after `minutes` of working time from `start`."""
        left = timedelta(minutes=minutes)
        for begin, end in self._from(start):
            begin = max(begin, start)
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise NeverOpenError

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`; 0 when `end` is not later."""
        total = timedelta()
        if end <= start:
            return 0
        for begin, stop in self._unbounded(start):
            if begin >= end:
                break
            total += max(timedelta(), min(stop, end) - max(begin, start))
        return total // _MINUTE

    def _make_up(self) -> Spans:
        return next((spans for spans in self.week if spans), ())

    def _around(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = at.astimezone(self.timezone).date()
        for day in (today - _DAY, today):
            yield from self._instants(day)

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        first = at.astimezone(self.timezone).date() - _DAY
        for offset in range(HORIZON_DAYS):
            for begin, end in self._instants(first + offset * _DAY):
                if end > at:
                    yield begin, end
        raise NeverOpenError

    def _unbounded(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = at.astimezone(self.timezone).date() - _DAY
        while True:
            spans = list(self._instants(day))
            yield from spans or [self._nothing(day)]
            day += _DAY

    def _nothing(self, day: date) -> tuple[datetime, datetime]:
        midnight = _instant(day, 0, self.timezone)
        return midnight, midnight

    def _instants(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for start, end in self.spans(day):
            yield _instant(day, start, self.timezone), _instant(day, end, self.timezone)


def day_kind(day: date) -> str:
    """`holiday`, `make_up` or `usual`, by the State Council's announcements.

    The library knows the years that were announced when it was released. Beyond them only the
    weekday speaks: a deadline is then never later than it should be on a workday, and
    `known_until` lets the settings page warn in time.
    """
    try:
        free, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return "usual"
    if free and name:
        return "holiday"
    return "make_up" if not free and day.weekday() >= 5 else "usual"


def known_until() -> date:
    """The last day whose holidays are known."""
    return date(max(chinese_calendar.holidays).year, 12, 31)


def _instant(day: date, minutes: int, timezone: ZoneInfo) -> datetime:
    day += timedelta(days=minutes // 1440)
    clock = time(minutes % 1440 // 60, minutes % 60)
    return datetime.combine(day, clock, timezone).astimezone(UTC)
