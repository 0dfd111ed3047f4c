"""What the shop owes in points: by the month they expire in, and how many may never be used."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from membership.business_time import CHINA, day_of
from membership.points import outstanding_repository as repository
from store.statements import Db


@dataclass(frozen=True, slots=True)
class MonthDue:
    """Points whose last day is in a month (its first day; none: they never expire)."""

    month: date | None
    points: int
    expected_breakage: int


@dataclass(frozen=True, slots=True)
class Liability:
    """All points outstanding. `breakage_rate`: of all points that are gone, the expired share."""

    outstanding: int
    debt: int
    breakage_rate: float
    months: tuple[MonthDue, ...]

    @property
    def expected_breakage(self) -> int:
        return sum(month.expected_breakage for month in self.months)


def liability(db: Db, *, now: datetime, timezone: ZoneInfo = CHINA) -> Liability:
    """Report the points outstanding at `now` by the month that holds their last day."""
    by_month: Counter[date | None] = Counter()
    for expires_at, points in repository.by_expiry(db, now):
        by_month[_month(expires_at, timezone)] += points
    expired, gone = repository.expired_and_gone(db)
    rate = expired / gone if gone else 0.0
    ordered = sorted(by_month, key=lambda month: (month is None, month or date.max))
    months = tuple(
        MonthDue(month, by_month[month], round(by_month[month] * rate) if month else 0)
        for month in ordered
    )
    return Liability(sum(by_month.values()), repository.debt(db), rate, months)


def _month(expires_at: datetime | None, timezone: ZoneInfo) -> date | None:
    if expires_at is None:
        return None
    last = datetime.fromtimestamp(expires_at.timestamp() - 1, expires_at.tzinfo)
    return day_of(last, timezone).replace(day=1)
