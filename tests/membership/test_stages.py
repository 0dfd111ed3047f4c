"""The gap rule, and RFM classes."""

from datetime import timedelta
from typing import Any

import pytest

from membership import rfm, stages
from membership.errors import FieldError
from membership.figures import Figures
from membership.rfm import RfmThresholds
from membership.stages import LifecycleRules, place
from tests.membership.rewards_shop import DAY, NOON

SECOND = timedelta(seconds=1)
RULES = LifecycleRules(loyal_orders=4)


def _figures(orders: int, gap: int = 10) -> Figures:
    days = tuple((100 + gap * place, 1) for place in range(orders))
    return Figures(NOON - 400 * DAY, NOON, orders, orders * 1000, 0, days)


def _stage(figures: Figures, after: timedelta, store_gap: float | None = 20.0) -> str:
    return place(figures, RULES, store_gap, NOON + after).stage


def test_nobody_without_orders_is_more_than_a_prospect() -> None:
    assert place(Figures(), RULES, None, NOON) == stages.Placement("prospect", None, None)


@pytest.mark.parametrize(
    ("after", "stage"),
    [
        (10 * DAY, "active"),
        (10 * DAY + SECOND, "at_risk"),
        (20 * DAY, "at_risk"),
        (20 * DAY + SECOND, "dormant"),
        (40 * DAY, "dormant"),
        (40 * DAY + SECOND, "lost"),
    ],
)
def test_boundaries_are_multiples_of_the_own_median(after: timedelta, stage: str) -> None:
    assert _stage(_figures(3), after) == stage


def test_enough_orders_on_cycle_are_loyalty_and_off_cycle_are_not() -> None:
    assert _stage(_figures(4), 9 * DAY) == "loyal"
    assert _stage(_figures(4), 11 * DAY) == "at_risk"


@pytest.mark.parametrize(("after", "stage"), [(20 * DAY, "new"), (21 * DAY, "at_risk")])
def test_one_order_is_measured_by_the_stores_median(after: timedelta, stage: str) -> None:
    assert _stage(_figures(1), after) == stage


def test_without_a_measured_median_the_merchants_own_figure_counts() -> None:
    placement = place(_figures(1), RULES, None, NOON)

    assert placement.cycle == 30.0
    assert placement.next_at == NOON + 30 * DAY


def test_the_next_transition_is_the_next_boundary_and_none_after_the_last() -> None:
    assert place(_figures(3), RULES, None, NOON + 15 * DAY).next_at == NOON + 20 * DAY
    assert place(_figures(3), RULES, None, NOON + 99 * DAY).next_at is None


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        ({"loyal_orders": 1}, "loyal_orders", "too_small"),
        ({"loyal_orders": "5"}, "loyal_orders", "wrong_type"),
        ({"risk": 5, "dormant": 4}, "dormant", "too_small"),
        ({"risk": True}, "risk", "wrong_type"),
        ({"loyal": 5}, "loyal", "unknown"),
    ],
)
def test_a_wrong_threshold_is_named(body: dict[str, Any], field: str, problem: str) -> None:
    with pytest.raises(FieldError) as caught:
        stages.read_rules(body)

    assert (caught.value.field, caught.value.problem) == (field, problem)


def test_the_eight_classes() -> None:
    by = RfmThresholds(recency_days=30, frequency=3, monetary=10_000)
    found = {
        rfm.CLASSES[rfm.classify(NOON - days * DAY, orders, amount, by, now=NOON)]
        for days in (30, 31)
        for orders in (2, 3)
        for amount in (9_999, 10_000)
    }

    assert found == set(rfm.CLASSES.values())
    assert rfm.classify(NOON - 30 * DAY, 3, 10_000, by, now=NOON) == "111"
    assert rfm.CLASSES["011"] == "重要保持"
