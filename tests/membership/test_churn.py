"""Who is still a customer, by MBG/NBD."""

import math
import random

import pytest

from membership.churn import LEAST_MEMBERS, Buying, ChurnModel, fit

MODEL = ChurnModel(r=0.5, alpha=20.0, a=0.7, b=2.0)


def _simulated(count: int, model: ChurnModel, seed: int = 3) -> list[Buying]:
    """Members who buy and leave as the model says; the first order may already be their last."""
    chance = random.Random(seed)
    members = []
    for _ in range(count):
        rate = chance.gammavariate(model.r, 1 / model.alpha)
        leaves = chance.betavariate(model.a, model.b)
        age = chance.uniform(100, 700)
        at, repeats, last = 0.0, 0, 0.0
        while chance.random() >= leaves:
            at += chance.expovariate(rate) if rate > 0 else math.inf
            if at > age:
                break
            repeats, last = repeats + 1, at
        members.append(Buying(repeats, last, age))
    return members


def test_one_time_buyers_are_left_to_the_gap_rule() -> None:
    assert MODEL.alive(Buying(0, 0.0, 300.0)) is None


def test_silence_makes_leaving_likelier_the_more_so_for_frequent_buyers() -> None:
    fresh = MODEL.alive(Buying(10, 300.0, 301.0))
    silent = MODEL.alive(Buying(10, 100.0, 301.0))
    rare = MODEL.alive(Buying(1, 100.0, 301.0))

    assert fresh is not None
    assert silent is not None
    assert rare is not None
    assert fresh > 0.9
    assert silent < 0.05 < rare


def test_the_chance_agrees_with_its_closed_form() -> None:
    x, recency, age = 3, 60.0, 200.0
    odds = 0.7 / (2.0 + x) * ((20.0 + age) / (20.0 + recency)) ** (0.5 + x)

    assert MODEL.alive(Buying(x, recency, age)) == pytest.approx(1 / (1 + odds))


def test_a_very_long_silence_does_not_overflow() -> None:
    assert MODEL.alive(Buying(2000, 1.0, 100_000.0)) == pytest.approx(0.0)


def test_too_few_members_tell_nothing() -> None:
    assert fit(_simulated(LEAST_MEMBERS - 1, MODEL)) is None


def test_fitting_finds_how_many_are_left() -> None:
    members = _simulated(1500, MODEL)
    found = fit(members)

    assert found is not None
    repeated = [member for member in members if member.repeats]
    expected = sum(MODEL.alive(member) or 0.0 for member in repeated) / len(repeated)
    fitted = sum(found.alive(member) or 0.0 for member in repeated) / len(repeated)
    assert fitted == pytest.approx(expected, abs=0.05)
    assert found.r / found.alpha == pytest.approx(MODEL.r / MODEL.alpha, rel=0.35)
