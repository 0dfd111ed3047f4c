"""Birthdays by the sun and by the moon (农历): when they fall, and whose are today.

29 February falls on the 28th in common years, the 30th of a lunar month that has 29 days on its
last day, a birthday in a leap month on that day of the ordinary month.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from lunar_python import LunarYear, Solar

from membership import checks
from membership.business_time import day_of
from membership.errors import FieldError

SOLAR = "solar"
LUNAR = "lunar"
CALENDARS = (SOLAR, LUNAR)
EARLIEST_YEAR = 1900
_WRITTEN = re.compile(
    r"(?:(\d{4})\s*[-/.年]\s*)?(闰)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day in a calendar; month and day are lunar ones in the lunar calendar."""

    calendar: str
    month: int
    day: int
    year: int | None = None


def parse(
    written: object, calendar_name: object = SOLAR, *, now: datetime, timezone: ZoneInfo
) -> Birthday:
    """Read 1990-08-15, 1990/8/15, 19900815, 1990年8月15日 or 8月15日 in the calendar named.

    Raises `FieldError` for `birthday` or `birthday_calendar`. A leap month is read as the
    ordinary one.
    """
    text = checks.text("birthday", written, most=32, least=1)
    found = _WRITTEN.fullmatch(text)
    if found is not None:
        year, _leap, month, day = found.groups()
    elif (compact := _COMPACT.fullmatch(text)) is not None:
        year, month, day = compact.groups()
    else:
        raise FieldError("birthday", "malformed", "date")
    read = Birthday(
        checks.option("birthday_calendar", calendar_name, CALENDARS),
        int(month),
        int(day),
        int(year) if year else None,
    )
    return checked(read, now=now, timezone=timezone)


def dashed(birthday: Birthday) -> str:
    """Write it as `parse` reads it: 1990-08-15, or 08-15 without the year."""
    year = f"{birthday.year}-" if birthday.year else ""
    return f"{year}{birthday.month:02}-{birthday.day:02}"


def checked(birthday: Birthday, *, now: datetime, timezone: ZoneInfo) -> Birthday:
    """Return the birthday if there is such a day and it has come; raise `FieldError`."""
    checks.option("birthday_calendar", birthday.calendar, CALENDARS)
    checks.whole("birthday", birthday.month, least=1, most=12)
    longest = 30 if birthday.calendar == LUNAR else calendar.monthrange(2024, birthday.month)[1]
    checks.whole("birthday", birthday.day, least=1, most=longest)
    if birthday.year is None:
        return birthday
    today = day_of(now, timezone)
    if birthday.year < EARLIEST_YEAR:
        raise FieldError("birthday", "too_early", EARLIEST_YEAR)
    if birthday.year > today.year or _first_day(birthday, birthday.year) > today:
        raise FieldError("birthday", "too_late", today)
    return birthday


def _first_day(birthday: Birthday, year: int) -> date:
    if birthday.calendar == LUNAR:
        return birthday_falls_on(birthday, year)
    try:
        return date(year, birthday.month, birthday.day)
    except ValueError:
        raise FieldError("birthday", "malformed", "date") from None


def birthday_falls_on(birthday: Birthday, year: int) -> date:
    """Return the day it is kept in a year; of a lunar one, the lunar year that begins in `year`.

    The last lunar months of a year reach into the next January and February.
    """
    if birthday.calendar == SOLAR:
        last = calendar.monthrange(year, birthday.month)[1]
        return date(year, birthday.month, min(birthday.day, last))
    (month,) = (month for month in _lunar_year(year) if month.number == birthday.month)
    return month.first + timedelta(days=min(birthday.day, month.days) - 1)


def keys_on(day: date) -> list[Key]:
    """Return the (calendar, month, day) of all birthdays kept on `day`, for a look-up by index."""
    keys: list[Key] = [(SOLAR, day.month, day.day)]
    if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
        keys.append((SOLAR, 2, 29))
    months = (*_lunar_year(day.year - 1), *_lunar_year(day.year))
    month = max((one for one in months if one.first <= day), key=lambda one: one.first)
    number = (day - month.first).days + 1
    if not month.leap:
        keys.append((LUNAR, month.number, number))
        if number == month.days == 29:
            keys.append((LUNAR, month.number, 30))
    return keys


def next_after(birthday: Birthday, day: date) -> date:
    """Return the next day it is kept, `day` itself included."""
    years = range(day.year - 1, day.year + 3)
    return min(kept for year in years if (kept := birthday_falls_on(birthday, year)) >= day)


@dataclass(frozen=True, slots=True)
class _Month:
    """A lunar month; a leap one bears the negated number of the one before it."""

    number: int
    first: date
    days: int

    @property
    def leap(self) -> bool:
        return self.number < 0


@lru_cache(maxsize=256)
def _lunar_year(year: int) -> tuple[_Month, ...]:
    """The months of a lunar year. To compute them takes 10 ms, and a page asks for hundreds."""
    months = LunarYear.fromYear(year).getMonthsInYear()
    return tuple(
        _Month(month.getMonth(), _day(month.getFirstJulianDay()), month.getDayCount())
        for month in months
    )


def _day(julian: float) -> date:
    solar = Solar.fromJulianDay(julian)
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
