"""What a member's orders add up to, kept current one order at a time.

Pure: values in, values out. `None` from `changed` means that only the member's own orders can
tell (the first or last of them fell away), and that the caller must build them anew from those.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from membership.business_time import day_of

DAYS_KEPT = 64
Days = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What one order counts for: `net` is fen paid and not refunded."""

    counted: bool
    net: int
    discounted: bool = False


NOTHING = Standing(counted=False, net=0)
COUNTED = ("paid", "part_refunded")


def standing(status: str, amount: int, refunded: int, coupon: str | None) -> Standing:
    """What an order counts for: one cancelled or refunded whole counts for nothing."""
    if status not in COUNTED:
        return NOTHING
    return Standing(counted=True, net=amount - refunded, discounted=coupon is not None)


@dataclass(frozen=True, slots=True)
class Figures:
    """`days` are the newest `DAYS_KEPT` distinct business days with an order, oldest first, as
    (proleptic ordinal, orders that day). `median_gap` is in days, between those days."""

    first_order_at: datetime | None = None
    last_order_at: datetime | None = None
    order_count: int = 0
    amount_sum: int = 0
    discounted_count: int = 0
    days: Days = ()

    @property
    def gaps(self) -> int:
        return max(len(self.days) - 1, 0)

    @property
    def median_gap(self) -> float | None:
        """The middle of the gaps between distinct buying days; none before the second day."""
        ordinals = [day for day, _ in self.days]
        gaps = [later - earlier for earlier, later in pairwise(ordinals)]
        return float(median(gaps)) if gaps else None


EMPTY = Figures()


def changed(
    figures: Figures, before: Standing, after: Standing, *, paid_at: datetime, timezone: ZoneInfo
) -> Figures | None:
    """The figures after one order went from `before` to `after`; None if they cannot tell."""
    amount = figures.amount_sum + after.net - before.net
    if before.counted == after.counted:
        return replace(figures, amount_sum=amount)
    if after.counted:
        return _added(figures, amount, after, paid_at, timezone)
    return _removed(figures, amount, before, paid_at, timezone)


def of_orders(orders: Iterable[tuple[datetime, Standing]], *, timezone: ZoneInfo) -> Figures:
    """The figures of all orders of a member, from nothing."""
    figures = EMPTY
    for paid_at, standing in sorted(orders, key=lambda order: order[0]):
        if standing.counted:
            amount = figures.amount_sum + standing.net
            figures = _added(figures, amount, standing, paid_at, timezone)
    return figures


def _added(
    figures: Figures, amount: int, order: Standing, paid_at: datetime, timezone: ZoneInfo
) -> Figures:
    first, last = figures.first_order_at, figures.last_order_at
    return Figures(
        first_order_at=paid_at if first is None else min(first, paid_at),
        last_order_at=paid_at if last is None else max(last, paid_at),
        order_count=figures.order_count + 1,
        amount_sum=amount,
        discounted_count=figures.discounted_count + order.discounted,
        days=_with_day(figures, day_of(paid_at, timezone).toordinal()),
    )


def _with_day(figures: Figures, day: int) -> Days:
    days = figures.days
    if days and day > days[-1][0]:
        return (*days, (day, 1))[-DAYS_KEPT:]
    place = bisect_left(days, (day, 0))
    if place < len(days) and days[place][0] == day:
        return (*days[:place], (day, days[place][1] + 1), *days[place + 1 :])
    return (*days[:place], (day, 1), *days[place:])[-DAYS_KEPT:]


def _removed(
    figures: Figures, amount: int, order: Standing, paid_at: datetime, timezone: ZoneInfo
) -> Figures | None:
    if paid_at in (figures.first_order_at, figures.last_order_at):
        return None
    days = _without_day(figures.days, day_of(paid_at, timezone).toordinal())
    if days is None:
        return None
    return replace(
        figures,
        order_count=figures.order_count - 1,
        amount_sum=amount,
        discounted_count=figures.discounted_count - order.discounted,
        days=days,
    )


def _without_day(days: Days, day: int) -> Days | None:
    place = bisect_left(days, (day, 0))
    if len(days) >= DAYS_KEPT or place == len(days) or days[place][0] != day:
        return None
    left = days[place][1] - 1
    kept = ((day, left),) if left else ()
    return (*days[:place], *kept, *days[place + 1 :])
