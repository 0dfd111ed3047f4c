"""Reports by intention to treat, over rows whose story is known."""

from datetime import timedelta

import pytest

from campaigns.effect.report import report
from campaigns.effect.review import month, review
from campaigns.effect.values import Costs, Span
from store.transactions import Store
from tests.campaigns.effect import world
from tests.campaigns.effect.world import DAY, END, GOAL, LATER, START, delivery, order
from tests.membership.factories import SHANGHAI

SPAN = Span(START, END)


def test_everybody_counts_where_chance_put_them(store: Store) -> None:
    """Blocked is still treated; what was paid outside the window or refunded is not counted."""
    with store.session() as session:
        spring = world.campaign(session)
        deliveries = [
            delivery(spring, 1),
            delivery(spring, 2, state="blocked", rule="refused"),
            delivery(spring, 3),
            delivery(spring, 4, arm="holdout"),
            delivery(spring, 5, arm="holdout"),
        ]
        orders = [
            order(1, START, 3_000),
            order(1, START + GOAL - timedelta(microseconds=1), 5_000, refunded=1_000),
            order(2, START + DAY, 2_000),
            order(3, START - timedelta(microseconds=1), 9_000),
            order(3, START + GOAL, 9_000),
            order(3, START + DAY, 9_000, status="refunded", refunded=9_000),
            order(4, START + DAY, 1_500),
            order(99, START + DAY, 7_777),
        ]
        world.put(session, deliveries, orders)
        found = report(session, spring, SPAN, now=LATER)

    assert (found.treated.members, found.treated.returned) == (3, 2)
    assert (found.treated.orders.total, found.treated.orders.squares) == (3, 5)
    assert (found.treated.revenue.total, found.treated.revenue.squares) == (9_000, 53_000_000)
    assert (found.held.members, found.held.returned, found.held.revenue.total) == (2, 1, 1_500)
    assert found.control == "holdout"
    assert found.return_rate is not None
    assert found.return_rate.value == pytest.approx(2 / 3 - 1 / 2)
    assert found.revenue is not None
    assert found.revenue.value == pytest.approx(3_000 - 750)
    assert found.extra_revenue is not None
    assert found.extra_revenue.value == pytest.approx(3 * 2_250)
    assert {(one.state, one.reason): one.count for one in found.outcomes} == {
        ("planned", ""): 2,
        ("blocked", "refused"): 1,
        ("held_out", ""): 2,
    }


def test_a_member_counts_once_from_the_first_step(store: Store) -> None:
    with store.session() as session:
        winback = world.campaign(session, "again", kind="winback")
        steps = [delivery(winback, 1, at=START + 7 * n * DAY, step=n) for n in range(3)]
        steps.append(delivery(winback, 2, arm="holdout"))
        world.put(session, steps, [order(1, START + 15 * DAY)])
        found = report(session, winback, SPAN, now=LATER)

    assert (found.treated.members, found.treated.returned) == (1, 0)


def test_windows_that_are_open_wait(store: Store) -> None:
    with store.session() as session:
        spring = world.campaign(session)
        world.put(session, [delivery(spring, 1), delivery(spring, 2, at=START + 5 * DAY)])
        found = report(session, spring, SPAN, now=START + 15 * DAY)

    assert (found.treated.members, found.unripe) == (1, 1)
    assert found.return_rate is None
    assert found.control == ""


def test_a_campaign_without_its_own_holdout_is_held_against_the_global_one(store: Store) -> None:
    with store.session() as session:
        spring = world.campaign(session)
        world.put(session, [delivery(spring, 1), delivery(spring, 2, arm="global_holdout")])
        found = report(session, spring, SPAN, now=LATER)

    assert (found.control, found.held.members) == ("global_holdout", 1)


def test_what_a_push_may_do_harm_by(store: Store) -> None:
    with store.session() as session:
        spring = world.campaign(session)
        arms = [("treated", 1), ("treated", 2), ("holdout", 3), ("holdout", 4)]
        world.put(session, [delivery(spring, member, arm=arm) for arm, member in arms])
        world.left(session, 1, START + DAY)
        world.left(session, 3, START - DAY)
        world.complains(session, 2, START + DAY)
        world.complains(session, 2, START + 2 * DAY)
        world.complains(session, 4, START + GOAL)
        found = report(session, spring, SPAN, now=LATER)

    assert (found.treated.unfollowed, found.treated.complained) == (1, 1)
    assert (found.held.unfollowed, found.held.complained) == (0, 0)
    assert found.unfollows is not None
    assert found.unfollows.value == 0.5


def test_gifts_cost_what_was_used(store: Store) -> None:
    with store.session() as session:
        spring = world.campaign(session)
        gifts = [{"coupon": "A", "points": 50}, {"coupon": "B"}, {"points": 20}]
        rows = [delivery(spring, n, gift=gift) for n, gift in enumerate(gifts, start=1)]
        world.put(session, rows)
        world.coupon(session, 1, "A", discount=1_200)
        found = report(session, spring, SPAN, now=LATER)

    assert found.costs == Costs(coupons=2, used=1, discount=1_200, points=70)


def test_a_month_in_review(store: Store) -> None:
    span = month(2026, 3, SHANGHAI)
    with store.session() as session:
        good, idle, poor = (world.campaign(session, key) for key in ("good", "idle", "poor"))
        rows = []
        for number, base in ((good, 0), (poor, 100)):
            rows += [delivery(number, base + n) for n in range(1, 9)]
            rows += [delivery(number, base + n, arm="holdout") for n in range(10, 18)]
        world.put(session, rows, [order(n, START + DAY, 100_000 + n) for n in range(1, 9)])
        world.put(session, [delivery(idle, 1, at=END + 10 * DAY)])
        found = review(session, span, now=LATER)

    assert [line.name for line in found.lines] == ["good", "poor"]
    assert found.lines[0].report.revenue is not None
    assert found.lines[0].report.revenue.clear


@pytest.mark.parametrize(("number", "last"), [(2, 28), (12, 31)])
def test_months_begin_at_the_shops_midnight(number: int, last: int) -> None:
    found = month(2026, number, SHANGHAI)

    assert found.since.isoformat() == f"2026-{number:02d}-01T00:00:00+08:00"
    assert (found.until - DAY).day == last
