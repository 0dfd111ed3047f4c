"""Reports of simulated customers find the effect that was planted, as often as they promise."""

import numpy as np
import pytest

from campaigns import kinds
from campaigns.effect.report import report
from campaigns.effect.values import Span
from store.transactions import Store
from tests.campaigns.effect import world
from tests.campaigns.effect.world import END, LATER, START, Shop

HONEST = (0.93, 0.97)
STEPS = (1, 3)
"""Campaigns of one step and of several: members, not messages, are what is compared."""


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """SQLite alone: what is tried here is the statistics, not the database."""
    return sqlite_store


@pytest.mark.parametrize("steps", STEPS)
def test_a_few_reports(store: Store, steps: int) -> None:
    """At 95 %, fewer than 35 hits in 40 would happen once in 200 seeds; this one is fixed."""
    hits = _hits(store, steps, 0.04, runs=40, members=300)

    assert min(hits) >= 35, hits


@pytest.mark.trial
@pytest.mark.parametrize(("steps", "lift"), [(1, 0.0), (1, 0.06), (3, 0.02)])
def test_a_thousand_reports(store: Store, steps: int, lift: float) -> None:
    returned, revenue = (count / 1000 for count in _hits(store, steps, lift, 1000, 600))

    assert HONEST[0] <= returned <= HONEST[1], returned
    assert HONEST[0] <= revenue <= HONEST[1], revenue


def _hits(store: Store, steps: int, lift: float, runs: int, members: int) -> tuple[int, int]:
    """How many of so many reports hold the true effect: on the return rate, and on revenue.

    The campaigns are of every kind in turn.
    """
    every = sorted(kinds.every())
    shop = Shop(np.random.default_rng(7), members=members, lift=lift, steps=steps)
    returned = revenue = 0
    for run in range(runs):
        with store.session() as session:
            number = world.campaign(session, f"{run}", kind=every[run % len(every)])
            shop.fill(session, number, 1 + run * members)
            found = report(session, number, Span(START, END), now=LATER)
        assert found.return_rate is not None
        assert found.return_rate.interval is not None
        assert found.revenue is not None
        assert found.revenue.interval is not None
        returned += found.return_rate.interval.contains(lift)
        revenue += found.revenue.interval.contains(lift * shop.spent)
    return returned, revenue
