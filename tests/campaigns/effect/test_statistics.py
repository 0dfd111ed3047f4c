"""Differences against published worked examples and against simulation."""

import numpy as np
import pytest

from campaigns.effect.statistics import Difference, Sample, means, shares
from surveys.statistics import Interval

RUNS = 10_000


def test_newcombes_examples() -> None:
    """Statistics in Medicine 17:873–890 (1998), table II, method 10, examples (a) to (d), (g)."""
    table = {
        (56, 70, 48, 80): (0.0524, 0.3339),
        (9, 10, 3, 10): (0.1705, 0.8090),
        (6, 7, 2, 7): (0.0582, 0.8062),
        (5, 56, 0, 29): (-0.0381, 0.1926),
        (10, 10, 0, 10): (0.6075, 1.0),
    }

    for counts, limits in table.items():
        found = shares(*counts)
        assert found is not None
        assert found.interval is not None
        assert (round(found.interval.low, 4), round(found.interval.high, 4)) == limits


def test_the_unequal_variances_of_nag() -> None:
    """NAG Library G07CAF, example: means 25 and 21, deviations 0.8185 and 4.208, sizes 4 and 8:
    difference 4, interval 0.4410 to 7.5590.
    """
    found = means(_sample(4, 25.0, 0.8185), _sample(8, 21.0, 4.208))

    assert found is not None
    assert found.interval is not None
    assert found.value == pytest.approx(4)
    assert found.interval.low == pytest.approx(0.4410, abs=5e-4)
    assert found.interval.high == pytest.approx(7.5590, abs=5e-4)


def test_students_sleep() -> None:
    """A. R. Cushny and A. R. Peebles, 1905, in Student's paper of 1908, as R's manual of t.test
    evaluates it: t = −1.8608, df = 17.776, interval −3.3655 to 0.2055.
    """
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = means(_of(one), _of(two))

    assert found is not None
    assert found.interval is not None
    assert found.interval.low == pytest.approx(-3.3654832)
    assert found.interval.high == pytest.approx(0.2054832)
    assert not found.clear


def test_nobody_to_compare_with() -> None:
    nobody = Sample(0, 0, 0)

    assert shares(1, 10, 0, 0) is None
    assert means(_of([1.0, 2.0]), nobody) is None
    assert means(_of([1.0, 2.0]), _of([5.0])) == Difference(-3.5, None)
    assert means(_of([3.0, 3.0]), _of([3.0, 3.0])) == Difference(0.0, None)


def test_a_clear_difference_leaves_zero_out() -> None:
    assert Difference(0.1, Interval(0.01, 0.2)).clear
    assert not Difference(0.1, Interval(-0.01, 0.2)).clear


@pytest.mark.parametrize(
    ("treated", "of_treated", "held", "of_held"),
    [(0.12, 1800, 0.08, 200), (0.03, 900, 0.01, 100), (0.5, 60, 0.5, 60)],
)
def test_intervals_of_shares_cover(
    treated: float, of_treated: int, held: float, of_held: int
) -> None:
    """A tenth held out, as campaigns do, with planted effects of 4 and 2 points and none."""
    random = np.random.default_rng(31)
    draws = zip(
        random.binomial(of_treated, treated, RUNS),
        random.binomial(of_held, held, RUNS),
        strict=True,
    )
    found = [shares(int(one), of_treated, int(two), of_held) for one, two in draws]

    assert 0.93 <= _covered(found, treated - held) <= 0.97


def test_intervals_of_revenue_cover() -> None:
    """Most members spend nothing and some much: a fifth buy, log-normally, and 12 % more of them
    among the treated."""
    random = np.random.default_rng(32)
    spent = np.exp(4 + 0.5**2 / 2)
    found = [
        means(_spend(random, 1800, 0.224, 0.5), _spend(random, 200, 0.2, 0.5)) for _ in range(RUNS)
    ]

    assert 0.93 <= _covered(found, 0.024 * spent) <= 0.97


def _spend(random: np.random.Generator, n: int, buyers: float, sigma: float) -> Sample:
    values = random.lognormal(4, sigma, random.binomial(n, buyers))
    return Sample(n, float(values.sum()), float(values @ values))


def _covered(found: list[Difference | None], truth: float) -> float:
    hits = [one for one in found if one and one.interval and one.interval.contains(truth)]
    return len(hits) / len(found)


def _sample(n: int, mean: float, deviation: float) -> Sample:
    return Sample(n, n * mean, deviation**2 * (n - 1) + n * mean**2)


def _of(values: list[float]) -> Sample:
    return Sample(len(values), sum(values), sum(value**2 for value in values))
