"""The days of a cron line: day of month, month, weekday (0 and 7 are Sunday)."""

from dataclasses import dataclass
from datetime import date

RANGES = ((1, 31), (1, 12), (0, 7))


@dataclass(frozen=True, slots=True)
class Days:
    """Days that a line names. As in cron, where both the day of the month and the weekday are
    restricted, either is enough. Source: crontab(5)."""

    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def matches(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        by_number, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_number or by_weekday if self.either else by_number and by_weekday


def read(line: str) -> Days:
    """Read three fields such as `1,15 * *` or `* * 1-5`; raise `ValueError`."""
    fields = line.split()
    if len(fields) != len(RANGES):
        raise ValueError(line)
    pairs = zip(fields, RANGES, strict=True)
    days, months, weekdays = (_field(text, *ends) for text, ends in pairs)
    return Days(
        days,
        months,
        frozenset(number % 7 for number in weekdays),
        either=not fields[0].startswith("*") and not fields[2].startswith("*"),
    )


def _field(text: str, least: int, most: int) -> frozenset[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            begins, ends = least, most
        else:
            begins, ends = int(first), int(last or first)
        if not least <= begins <= ends <= most:
            raise ValueError(text)
        numbers.update(range(begins, ends + 1, int(step or 1)))
    return frozenset(numbers)
