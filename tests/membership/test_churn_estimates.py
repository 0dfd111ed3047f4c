"""The churn model of a store, and what it says of its members."""

import random
from typing import Any

from membership import churn_estimates
from membership.figures import of_orders, standing
from membership.figures_repository import FIGURES, columns
from store.statements import run
from store.transactions import Store
from tests.membership.order_shop import pay
from tests.membership.rewards_shop import DAY, NOON, SHANGHAI, add_member

PAID = standing("paid", 1000, 0, None)


def _shop(store: Store, members: int) -> None:
    chance = random.Random(5)
    rows: list[dict[str, Any]] = []
    for number in range(1, members + 1):
        gap, orders, ago = chance.randint(5, 40), chance.randint(1, 9), chance.randint(0, 300)
        last = NOON - ago * DAY
        history = [(last - place * gap * DAY, PAID) for place in range(orders)]
        figures = of_orders(history, timezone=SHANGHAI)
        rows.append(
            {
                "member_id": 10_000 + number,
                **columns(figures),
                "cycle": 30.0,
                "stage": "active",
                "stage_since": NOON,
                "next_transition_at": None,
                "updated_at": NOON,
            }
        )
    with store.session() as session:
        run(session, FIGURES.insert(), rows)


def test_a_small_store_is_left_to_the_gap_rule(store: Store) -> None:
    _shop(store, 50)
    with store.session() as session:
        member = add_member(session)
        pay(session, member, "A1", at=NOON - 9 * DAY)
        pay(session, member, "A2", at=NOON)
        assert churn_estimates.measure(session, now=NOON) is None
        assert churn_estimates.leaving(session, member, now=NOON) is None


def test_silence_of_a_frequent_buyer_shows(store: Store) -> None:
    _shop(store, 300)
    with store.session() as session:
        once, often = add_member(session), add_member(session)
        pay(session, once, "A0", at=NOON - 90 * DAY, now=NOON)
        for number in range(12):
            pay(session, often, f"B{number}", at=NOON - (7 * number) * DAY, now=NOON)
        assert churn_estimates.measure(session, now=NOON) is not None
        fresh = churn_estimates.leaving(session, often, now=NOON)
        silent = churn_estimates.leaving(session, often, now=NOON + 200 * DAY)

        assert churn_estimates.leaving(session, once, now=NOON) is None
        assert churn_estimates.leaving(session, 999_999, now=NOON) is None
    assert fresh is not None
    assert silent is not None
    assert fresh < 0.3 < 0.9 < silent
