"""What the shop owes in points: by the month they expire in, and how many may never be used."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership.business_time import CHINA, day_of
from membership.database import Db
from membership.points.repository import accounts, lots

_outstanding = (
    sa.select(lots.c.expires_at, sa.func.sum(lots.c.remaining).label("points"))
    .where(
        lots.c.open,
        sa.or_(
            lots.c.expires_at.is_(None),
            lots.c.expires_at > bindparam("now", type_=lots.c.expires_at.type),
        ),
    )
    .group_by(lots.c.expires_at)
)
_ended = sa.select(
    sa.func.coalesce(sa.func.sum(lots.c.expired), 0).label("expired"),
    sa.func.coalesce(sa.func.sum(lots.c.points - lots.c.remaining), 0).label("gone"),
)


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
    for row in db.execute(_outstanding, {"now": now}):
        by_month[_month(row.expires_at, timezone)] += int(row.points)
    ended = db.execute(_ended).one()
    rate = int(ended.expired) / int(ended.gone) if ended.gone else 0.0
    debt = db.execute(sa.select(sa.func.coalesce(sa.func.sum(accounts.c.debt), 0))).scalar_one()
    ordered = sorted(by_month, key=lambda month: (month is None, month or date.max))
    months = tuple(
        MonthDue(month, by_month[month], round(by_month[month] * rate) if month else 0)
        for month in ordered
    )
    return Liability(sum(by_month.values()), int(debt), rate, months)


def _month(expires_at: datetime | None, timezone: ZoneInfo) -> date | None:
    if expires_at is None:
        return None
    last = datetime.fromtimestamp(expires_at.timestamp() - 1, expires_at.tzinfo)
    return day_of(last, timezone).replace(day=1)
