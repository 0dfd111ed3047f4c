"""How likely a member is still a customer, where their own orders can say so; pure.

MBG/NBD (Batislam, Denizel and Filiztekin 2007): whoever buys at random at a personal rate may drop
out after any purchase, the first included. (With BG/NBD a one-time buyer is alive with certainty.)
The four parameters are the store's, found by `fit`; one-time buyers are left to the gap rule.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LEAST_MEMBERS = 200
ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Buying:
    """`repeats` orders after the first, the last of them `recency` days after it, seen for `age`
    days since it."""

    repeats: int
    recency: float
    age: float


@dataclass(frozen=True, slots=True)
class ChurnModel:
    """Rates of buying are Gamma(r, alpha) per day, chances of leaving Beta(a, b) per order."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, member: Buying) -> float | None:
        """The chance that the member will ever buy again; None for a one-time buyer."""
        if member.repeats < 1:
            return None
        x = member.repeats
        growth = (self.r + x) * math.log((self.alpha + member.age) / (self.alpha + member.recency))
        odds = math.log(self.a / (self.b + x)) + growth
        return 1.0 / (1.0 + math.exp(min(odds, 700.0)))


def fit(members: Sequence[Buying]) -> ChurnModel | None:
    """The likeliest parameters (Nelder and Mead); None with too few members to say anything."""
    if len(members) < LEAST_MEMBERS:
        return None

    def cost(logs: Sequence[float]) -> float:
        model = ChurnModel(*(math.exp(max(min(value, 20.0), -20.0)) for value in logs))
        return -sum(_log_likelihood(model, member) for member in members) / len(members)

    age = sum(member.age for member in members) / len(members)
    start = (0.0, math.log(max(age, 1.0)), 0.0, 0.0)
    return ChurnModel(*(math.exp(value) for value in _minimise(cost, start)))


def _log_likelihood(model: ChurnModel, member: Buying) -> float:
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    x = member.repeats
    shared = (
        math.lgamma(r + x)
        - math.lgamma(r)
        + r * math.log(alpha)
        + math.lgamma(a + b)
        + math.lgamma(b + x + 1)
        - math.lgamma(b)
        - math.lgamma(a + b + x + 1)
    )
    stays = -(r + x) * math.log(alpha + member.age)
    left = math.log(a / (b + x)) - (r + x) * math.log(alpha + member.recency)
    high = max(stays, left)
    return shared + high + math.log(math.exp(stays - high) + math.exp(left - high))


def _minimise(
    cost: Callable[[Sequence[float]], float], start: Sequence[float]
) -> tuple[float, ...]:
    """The simplex method of Nelder and Mead (1965), with its usual coefficients."""
    points = [
        tuple(v + (0.7 if at == place else 0.0) for at, v in enumerate(start))
        for place in range(-1, len(start))
    ]
    costs = [cost(point) for point in points]
    for _ in range(ROUNDS):
        order = sorted(range(len(points)), key=costs.__getitem__)
        points, costs = [points[at] for at in order], [costs[at] for at in order]
        if costs[-1] - costs[0] < 1e-9:
            break
        points, costs = _step(cost, points, costs)
    return points[min(range(len(points)), key=costs.__getitem__)]


def _step(
    cost: Callable[[Sequence[float]], float],
    points: list[tuple[float, ...]],
    costs: list[float],
) -> tuple[list[tuple[float, ...]], list[float]]:
    worst = points[-1]
    middle = [sum(values) / (len(points) - 1) for values in zip(*points[:-1], strict=True)]

    def along(by: float) -> tuple[tuple[float, ...], float]:
        point = tuple(m + by * (m - w) for m, w in zip(middle, worst, strict=True))
        return point, cost(point)

    reflected = along(1.0)
    if reflected[1] < costs[0]:
        chosen = min(reflected, along(2.0), key=lambda pair: pair[1])
    elif reflected[1] < costs[-2]:
        chosen = reflected
    else:
        chosen = along(-0.5)
        if chosen[1] >= costs[-1]:
            best = points[0]
            shrunk = [best] + [
                tuple((v + s) / 2 for v, s in zip(point, best, strict=True))
                for point in points[1:]
            ]
            return shrunk, [costs[0], *(cost(point) for point in shrunk[1:])]
    return [*points[:-1], chosen[0]], [*costs[:-1], chosen[1]]
