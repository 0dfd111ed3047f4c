"""Differences between who was treated and who was held out, each with its 95 % interval.

Sources
- R. G. Newcombe, "Interval Estimation for the Difference Between Independent Proportions:
  Comparison of Eleven Methods", Statistics in Medicine 17:873–890, 1998: method 10.
- B. L. Welch, "The Generalization of 'Student's' Problem when Several Different Population
  Variances are Involved", Biometrika 34, 1947.
- S. Hollis, F. Campbell, "What Is Meant by Intention to Treat Analysis?", BMJ 319, 1999: everybody
  counts in the group they were assigned to, reached or not.
"""

from dataclasses import dataclass
from math import sqrt

from surveys import student
from surveys.statistics import Interval, wilson


@dataclass(frozen=True, slots=True)
class Difference:
    """Treated minus held out. `interval` is None where a group is too small to tell."""

    value: float
    interval: Interval | None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.interval is not None and not self.interval.contains(0)

    def times(self, count: int) -> "Difference":
        """The difference over so many members together."""
        limits = self.interval and Interval(self.interval.low * count, self.interval.high * count)
        return Difference(self.value * count, limits)


@dataclass(frozen=True, slots=True)
class Sample:
    """A quantity over the members of a group: how many members, its sum, the sum of squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float | None:
        return self.total / self.n if self.n else None

    @property
    def variance(self) -> float:
        """The unbiased variance; 0 below two members."""
        if self.n < 2:
            return 0.0
        return max(0.0, self.squares - self.total * self.total / self.n) / (self.n - 1)


def shares(treated: int, of_treated: int, held: int, of_held: int) -> Difference | None:
    """The difference of two shares, from −1 to 1, with Newcombe's hybrid score interval
    (method 10): the Wilson limits of both shares, squared and added.
    """
    if not of_treated or not of_held:
        return None
    first, second = treated / of_treated, held / of_held
    one, two = wilson(treated, of_treated), wilson(held, of_held)
    value = first - second
    low = value - sqrt((first - one.low) ** 2 + (two.high - second) ** 2)
    high = value + sqrt((one.high - first) ** 2 + (second - two.low) ** 2)
    return Difference(value, Interval(low, high))


def means(treated: Sample, held: Sample) -> Difference | None:
    """The difference of two means with Welch's interval: each group its spread."""
    if treated.mean is None or held.mean is None:
        return None
    value = treated.mean - held.mean
    if treated.n < 2 or held.n < 2:
        return Difference(value, None)
    one, two = treated.variance / treated.n, held.variance / held.n
    if not one + two:
        return Difference(value, None)
    df = (one + two) ** 2 / (one**2 / (treated.n - 1) + two**2 / (held.n - 1))
    margin = student.critical(df) * sqrt(one + two)
    return Difference(value, Interval(value - margin, value + margin))
