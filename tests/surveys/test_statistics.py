"""Scores against worked examples that others have published, and against simulation."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.statistics import Comparison, Interval, Mean, Nps, Response, Share, compare, wilson

RUNS = 10_000
HONEST = (0.93, 0.97)


def test_nps_counts_its_classes() -> None:
    found = Nps.of([10, 9, 8, 7, 6, 0])

    assert (found.promoters, found.passives, found.detractors, found.n) == (2, 2, 2, 6)


def test_the_standard_error_in_hubers_example() -> None:
    """W. Huber, stats.stackexchange.com/q/18603 (2011): promoters 1/2, passives 1/3, detractors
    1/6 give a score of 33 %, a standard deviation of 0.75, and with 324 answers an error of 4.1 %.
    """
    found = Nps(promoters=162, passives=108, detractors=54)

    assert found.n == 324
    assert found.value == pytest.approx(100 / 3)
    assert found.standard_error == pytest.approx(100 * (5 / 9) ** 0.5 / 18)
    assert round(found.standard_error or 0, 1) == 4.1


def test_the_margin_that_a_public_calculator_gives() -> None:
    """talkstats.com thread 58500: 291 promoters, 476 neutral and 395 detractors: −9 ± 4.4."""
    found = Nps(291, 476, 395)

    assert round(found.value or 0) == -9
    assert round(found.margin or 0, 1) == 4.4
    assert found.interval is not None
    assert found.interval.low == pytest.approx(-8.95 - 4.39, abs=0.01)


def test_few_answers_are_only_counted() -> None:
    few, enough = Nps(20, 5, 4), Nps(20, 5, 5)

    assert (few.n, few.value, few.margin, few.interval) == (29, None, None, None)
    assert enough.value == 50


def test_an_interval_stays_on_the_scale() -> None:
    found = Nps(39, 1, 0).interval

    assert found is not None
    assert found.low == pytest.approx(92.66, abs=0.01)
    assert found.high == 100


NEWCOMBE = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)]


@pytest.mark.parametrize(("part", "n", "low", "high"), [*NEWCOMBE, (1, 29, 0.0061, 0.1718)])
def test_wilson_limits_in_newcombes_table(part: int, n: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 17:857–872 (1998), table I, method 3."""
    found = wilson(part, n)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_satisfaction_is_the_share_of_four_and_five() -> None:
    found = Share.csat([5, 4, 4, 3, 1])

    assert (found.part, found.n, found.value) == (3, 5, 60)
    assert Share.csat([]).value is None
    assert Share.csat([]).interval is None


def test_the_interval_of_a_mean_in_the_nist_handbook() -> None:
    """NIST/SEMATECH e-Handbook 1.3.5.2, heat flow meter: N = 195, mean 9.261460, s 0.02278881,
    interval 9.258242 to 9.264679.
    """
    found = Mean(195, 9.261460, 0.02278881**2).interval

    assert found is not None
    assert found.low == pytest.approx(9.258242, abs=1e-6)
    assert found.high == pytest.approx(9.264679, abs=1.5e-6)


def test_effort_is_a_mean() -> None:
    found = Mean.of([7, 5, 6])

    assert (found.n, found.value, found.variance) == (3, 6, 1)
    assert Mean.of([]).interval is None
    assert Mean.of([4]).interval is None


def test_waves_are_compared_by_z() -> None:
    """Huber's wave again, and a later one of 324 answers; errors 4.1409 and 3.9865 by hand."""
    earlier, later = Nps(162, 108, 54), Nps(186, 95, 43)
    found = compare(earlier, later)

    assert found is not None
    assert found.difference == pytest.approx(10.802, abs=0.001)
    assert found.z == pytest.approx(10.802 / (4.1409**2 + 3.9865**2) ** 0.5, abs=0.01)
    assert found.z == pytest.approx(1.879, abs=0.01)
    assert not found.significant


@pytest.mark.parametrize(("z", "p"), [(1.96, 0.05), (2.58, 0.01), (-1.0, 0.3173)])
def test_p_is_two_sided(z: float, p: float) -> None:
    class Wave:
        def __init__(self, value: float) -> None:
            self.value, self.standard_error = value, 2**-0.5

    found = compare(Wave(0), Wave(z))

    assert found is not None
    assert found.p == pytest.approx(p, abs=2e-4)


def test_what_cannot_be_compared_is_not() -> None:
    assert compare(Nps(5, 5, 5), Nps(50, 5, 5)) is None
    assert compare(Share(9, 9), Share(8, 8)) is None
    assert compare(Mean.of([]), Mean.of([1, 2])) is None


def test_who_did_not_answer_is_told() -> None:
    found = Response(asked=200, answered=50, declined=10)

    assert (found.rate, found.non_response, found.silent) == (25, 75, 140)
    assert Response(0, 0).rate is None


Draw = Callable[[], tuple[list[Interval | None], float]]


def _trinomial(n: int, p: float, d: float) -> Draw:
    def draw() -> tuple[list[Interval | None], float]:
        drawn = np.random.default_rng(20).multinomial(n, [p, 1 - p - d, d], RUNS)
        return [Nps(*map(int, row)).interval for row in drawn], 100 * (p - d)

    return draw


def _binomial(n: int, p: float, more: int = 0) -> Draw:
    def draw() -> tuple[list[Interval | None], float]:
        random = np.random.default_rng(21)
        sizes = random.integers(n, n + more, RUNS, endpoint=True)
        pairs = zip(random.binomial(sizes, p), sizes, strict=True)
        return [Share(int(part), int(size)).interval for part, size in pairs], 100 * p

    return draw


def _ratings(n: int, weights: list[float]) -> Draw:
    def draw() -> tuple[list[Interval | None], float]:
        scale = np.arange(1, 8)
        drawn = np.random.default_rng(22).choice(scale, (RUNS, n), p=weights)
        means, variances = drawn.mean(axis=1), drawn.var(axis=1, ddof=1)
        pairs = zip(means, variances, strict=True)
        found = [Mean(n, float(mean), float(variance)).interval for mean, variance in pairs]
        return found, float(scale @ np.array(weights))

    return draw


WORLDS: dict[str, Draw] = {
    "nps, a good shop, 30": _trinomial(30, 0.5, 0.2),
    "nps, a good shop, 200": _trinomial(200, 0.5, 0.2),
    "nps, a loved shop": _trinomial(400, 0.75, 0.05),
    "nps, a bad shop": _trinomial(120, 0.1, 0.6),
    "nps, all lukewarm": _trinomial(1000, 0.06, 0.05),
    "csat, few answers": _binomial(20, 0.8, more=20),
    "csat, nearly all content": _binomial(300, 0.95),
    "csat, half": _binomial(80, 0.5),
    "ces, few answers": _ratings(20, [0.02, 0.03, 0.05, 0.1, 0.2, 0.35, 0.25]),
    "ces, a hard process": _ratings(150, [0.3, 0.2, 0.15, 0.1, 0.1, 0.1, 0.05]),
}


@pytest.mark.parametrize("world", WORLDS)
def test_intervals_cover_the_truth_as_often_as_they_say(world: str) -> None:
    """10,000 seeded samples from a known world: 95 % intervals hold it in 93–97 %.

    For few yes-or-no answers the sizes vary, as they do in life: at one fixed size the coverage
    of any interval jumps with the size (Brown, Cai, DasGupta, Statistical Science 16(2), 2001).
    """
    intervals, truth = WORLDS[world]()
    covered = sum(one is not None and one.contains(truth) for one in intervals) / RUNS

    assert HONEST[0] <= covered <= HONEST[1], covered


def test_waves_of_the_same_shop_rarely_differ_significantly() -> None:
    """Where nothing changed, chance alone calls one comparison in twenty significant."""
    drawn = np.random.default_rng(23).multinomial(150, [0.5, 0.3, 0.2], (RUNS, 2)).tolist()
    found = [compare(Nps(*earlier), Nps(*later)) for earlier, later in drawn]
    called = sum(isinstance(one, Comparison) and one.significant for one in found) / RUNS

    assert 0.03 <= called <= 0.07, called


@given(st.lists(st.integers(0, 10), max_size=400))
def test_a_score_lies_in_its_interval(scores: list[int]) -> None:
    found = Nps.of(scores)

    assert (found.value is None) == (len(scores) < 30)
    if found.value is not None and found.interval is not None:
        assert -100 <= found.interval.low <= found.value <= found.interval.high <= 100
