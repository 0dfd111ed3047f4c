"""Business hours as people type them: 09:00-12:00, 13:30-18:00."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from tickets.calendar import BusinessCalendar, Spans
from tickets.errors import Missing

DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_SPAN = re.compile(r"(\d{1,2})[::](\d{2})\s*[-–—~至]\s*(\d{1,2})[::](\d{2})")
_DAY = 1440
_CLOSED = frozenset({"", "休息", "休", "关"})


def read(form: Mapping[str, str], timezone: ZoneInfo) -> BusinessCalendar:
    """The calendar of a submitted form; `Missing` names what cannot be understood."""
    week = tuple(parse_spans(form.get(f"day-{number}", "")) for number in range(7))
    exceptions = parse_exceptions(form.get("exceptions", ""))
    if not any(week):
        raise Missing("week")
    return BusinessCalendar(
        week=week,
        timezone=timezone,
        chinese_holidays=bool(form.get("chinese_holidays")),
        exceptions=exceptions,
    )


def parse_spans(text: str) -> Spans:
    """Spans in minutes; an end at or before its start is on the next day."""
    if text.strip() in _CLOSED:
        return ()
    spans = []
    for part in re.split(r"[,,、;;]", text):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise Missing("hours")
        start, end = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        spans.append((start, end if end > start else end + _DAY))
    spans.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise Missing("hours")
    return tuple(spans)


def parse_exceptions(text: str) -> dict[date, Spans]:
    """One day a line: `2026-12-31 09:00-15:00`, or only the date for a day off."""
    days = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        day, _, spans = line.partition(" ")
        try:
            days[date.fromisoformat(day)] = parse_spans(spans)
        except ValueError:
            raise Missing("exceptions") from None
    return days


def spans_text(spans: Spans) -> str:
    """What `parse_spans` reads."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def exceptions_text(days: Mapping[date, Spans]) -> str:
    """What `parse_exceptions` reads."""
    lines = (f"{day.isoformat()} {spans_text(spans) or '休息'}" for day, spans in days.items())
    return "\n".join(sorted(lines))


def _minutes(hour: str, minute: str) -> int:
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > _DAY:
        raise Missing("hours")
    return total


def _clock(minutes: int) -> str:
    if minutes == _DAY:
        return "24:00"
    return f"{minutes % _DAY // 60:02d}:{minutes % 60:02d}"
