"""What a member's orders add up to, kept current one order at a time.

Pure: values in, values out. `None` from `changed` means that only the member's own orders can
tell (the first or last of them fell away), and that the caller must build them anew from those.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from statistics import median

DAYS_KEPT = 64
Days = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What one order counts for: `net` is fen paid and not refunded."""

    counted: bool
    net: int
    discounted: bool = False


NOTHING = Standing(counted=False, net=0)


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
        gaps = [later - earlier for earlier, later in zip(ordinals, ordinals[1:], strict=False)]
        return float(median(gaps)) if gaps else None


EMPTY = Figures()


def changed(
    figures: Figures, before: Standing, after: Standing, *, paid_at: datetime, zone: tzinfo
) -> Figures | None:
    """The figures after one order went from `before` to `after`; None if they cannot tell."""
    figures = replace(figures, amount_sum=figures.amount_sum + after.net - before.net)
    if before.counted == after.counted:
        return figures
    if after.counted:
        return _added(figures, after, paid_at, zone)
    return _removed(figures, before, paid_at, zone)


def of_orders(orders: Iterable[tuple[datetime, Standing]], *, zone: tzinfo) -> Figures:
    """The figures of all orders of a member, from nothing."""
    figures = EMPTY
    for paid_at, standing in sorted(orders, key=lambda order: order[0]):
        if standing.counted:
            figures = _added(figures, standing, paid_at, zone)
        figures = replace(figures, amount_sum=figures.amount_sum + standing.net)
    return figures


def business_day(instant: datetime, zone: tzinfo) -> int:
    """The proleptic ordinal of the day in the store's time zone."""
    return instant.astimezone(zone).date().toordinal()


def _added(figures: Figures, order: Standing, paid_at: datetime, zone: tzinfo) -> Figures:
    first, last = figures.first_order_at, figures.last_order_at
    return replace(
        figures,
        first_order_at=paid_at if first is None else min(first, paid_at),
        last_order_at=paid_at if last is None else max(last, paid_at),
        order_count=figures.order_count + 1,
        discounted_count=figures.discounted_count + order.discounted,
        days=_with_day(figures, business_day(paid_at, zone)),
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
    figures: Figures, order: Standing, paid_at: datetime, zone: tzinfo
) -> Figures | None:
    if paid_at in (figures.first_order_at, figures.last_order_at):
        return None
    days = _without_day(figures.days, business_day(paid_at, zone))
    if days is None:
        return None
    return replace(
        figures,
        order_count=figures.order_count - 1,
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
