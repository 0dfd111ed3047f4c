"""Student's t distribution, without a numerical library at run time.

The distribution function comes from the regularised incomplete beta function, that from its
continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22, evaluated as Lentz
1976 does). The results agree with scipy to nine digits (tests/surveys/test_student.py).
"""

from functools import lru_cache
from math import exp, lgamma, log, log1p, pi
from statistics import NormalDist

NEARLY_NORMAL = 1e7
_TINY = 1e-300
_CLOSE = 1e-15
_PRECISION = 1e-12
_STEPS = 10_000


def two_sided(t: float, df: float) -> float:
    """Return the probability that |T| exceeds |t| with `df` degrees of freedom."""
    if df >= NEARLY_NORMAL:
        return 2 * NormalDist().cdf(-abs(t))
    return _incomplete_beta(df / 2, 0.5, df / (df + t * t))


@lru_cache(maxsize=512)
def critical(df: float, confidence: float = 0.95) -> float:
    """Return the t that |T| exceeds with probability 1 − confidence.

    Newton's steps start at the normal quantile, which lies below t; the tail is convex, so they
    climb to it and never pass it.
    """
    tail = 1 - confidence
    t = NormalDist().inv_cdf(1 - tail / 2)
    if df >= NEARLY_NORMAL:
        return t
    for _ in range(_STEPS):
        step = (two_sided(t, df) - tail) / (2 * _density(t, df))
        t += step
        if abs(step) <= _PRECISION * t:
            return t
    raise ArithmeticError(f"no convergence for df={df}, confidence={confidence}")


def _density(t: float, df: float) -> float:
    scale = lgamma((df + 1) / 2) - lgamma(df / 2) - log(df * pi) / 2
    return exp(scale - (df + 1) / 2 * log1p(t * t / df))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    if x <= 0 or x >= 1:
        return min(1.0, max(0.0, x))
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, _reciprocal(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = _reciprocal(1 + term * d)
            c = 1 + term / c or _TINY
            value *= c * d
        if abs(c * d - 1) < _CLOSE:
            return value
    raise ArithmeticError(f"no convergence for a={a}, b={b}, x={x}")


def _reciprocal(value: float) -> float:
    return 1 / (value or _TINY)
