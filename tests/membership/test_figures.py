"""Figures kept order by order equal figures built anew from all orders."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from membership.figures import (
    DAYS_KEPT,
    EMPTY,
    NOTHING,
    Figures,
    Standing,
    changed,
    of_orders,
    standing,
)

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 1, 1, tzinfo=UTC)
Orders = dict[int, tuple[datetime, Standing]]


def _paid(hour: int, amount: int = 1000) -> tuple[datetime, Standing]:
    return START + timedelta(hours=hour), standing("paid", amount, 0, None)


def _step(
    figures: Figures, orders: Orders, number: int, paid_at: datetime, after: Standing
) -> Figures:
    before = orders[number][1] if number in orders else NOTHING
    orders[number] = (paid_at, after)
    result = changed(figures, before, after, paid_at=paid_at, timezone=ZONE)
    return of_orders(orders.values(), timezone=ZONE) if result is None else result


steps = st.lists(
    st.tuples(
        st.integers(0, 90),
        st.integers(0, 24 * 400),
        st.sampled_from(["paid", "part_refunded", "refunded", "cancelled"]),
        st.booleans(),
    ),
    max_size=160,
)


@given(steps)
def test_any_history_of_orders_ends_in_the_same_figures(
    history: list[tuple[int, int, str, bool]],
) -> None:
    figures, orders = EMPTY, dict[int, tuple[datetime, Standing]]()
    for number, hour, status, coupon in history:
        paid_at = orders[number][0] if number in orders else START + timedelta(hours=hour)
        after = standing(
            status, 1000 + number, 300 if status != "paid" else 0, "C" if coupon else None
        )
        if number in orders and orders[number][1].discounted != after.discounted:
            continue
        figures = _step(figures, orders, number, paid_at, after)

    assert figures == of_orders(orders.values(), timezone=ZONE)


def test_gaps_are_between_distinct_business_days() -> None:
    hours = [0, 3, 24 * 10, 24 * 10 + 1, 24 * 30]

    figures = of_orders([_paid(hour) for hour in hours], timezone=ZONE)

    assert figures.order_count == 5
    assert figures.median_gap == 15.0


def test_a_day_is_the_business_day_of_the_shop() -> None:
    late, early = datetime(2026, 1, 1, 15, 59, tzinfo=UTC), datetime(2026, 1, 1, 16, tzinfo=UTC)

    figures = of_orders([(late, _paid(0)[1]), (early, _paid(0)[1])], timezone=ZONE)

    assert figures.median_gap == 1.0


def test_only_the_newest_days_are_kept() -> None:
    figures = of_orders([_paid(24 * day) for day in range(DAYS_KEPT * 3)], timezone=ZONE)

    assert len(figures.days) == DAYS_KEPT
    assert figures.order_count == DAYS_KEPT * 3


def test_a_refund_in_part_changes_only_the_sum() -> None:
    figures = of_orders([_paid(0), _paid(100)], timezone=ZONE)
    after = standing("part_refunded", 1000, 400, None)

    refunded = changed(figures, _paid(0)[1], after, paid_at=START, timezone=ZONE)

    assert refunded is not None
    assert (refunded.amount_sum, refunded.order_count) == (1600, 2)


def test_what_a_missing_first_order_leaves_only_the_orders_can_tell() -> None:
    figures = of_orders([_paid(0), _paid(100)], timezone=ZONE)

    assert changed(figures, _paid(0)[1], NOTHING, paid_at=START, timezone=ZONE) is None
