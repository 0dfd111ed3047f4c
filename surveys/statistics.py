"""Scores of surveys, each with how sure it is.

Sources
- F. F. Reichheld, "The One Number You Need to Grow", Harvard Business Review 81(12), 2003: NPS.
- B. Rocks, "Interval Estimation for the 'Net Promoter Score'", The American Statistician 70(4),
  2016: its variance and interval.
- M. Dixon, N. Toman, R. DeLisi, "The Effortless Experience", 2013: CES on a scale of 1 to 7.
- J. Sauro, J. R. Lewis, "Quantifying the User Experience", 2nd ed., 2016: CSAT as the share of the
  two top boxes, the t interval of a mean rating.
- E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of
  the American Statistical Association 22, 1927: the interval of a share.
- AAPOR, "Standard Definitions", 10th ed., 2023: the response rate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Protocol

from surveys import student

Z95 = 1.96
_Z95_EXACT = 1.959964
FEWEST = 30
"""Below so many answers an NPS is not computed: counts are shown."""
PROMOTER, PASSIVE = 9, 7
SATISFIED = 4


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies with 95 % confidence."""

    low: float
    high: float

    def contains(self, value: float) -> bool:
        return self.low <= value <= self.high


class Figure(Protocol):
    """A score that may be compared with another of its kind."""

    @property
    def value(self) -> float | None: ...
    @property
    def standard_error(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Nps:
    """Answers to "would you recommend us", 0 to 10, by class; dismissed questions are no answers.

    Value, error and margin are in points from −100 to 100, and None below 30 answers.
    """

    promoters: int
    passives: int
    detractors: int

    @classmethod
    def of(cls, scores: Iterable[int]) -> "Nps":
        """Count scores: 9–10 promoters, 7–8 passives, 0–6 detractors (Reichheld 2003)."""
        kept = list(scores)
        promoters = sum(score >= PROMOTER for score in kept)
        passives = sum(PASSIVE <= score < PROMOTER for score in kept)
        return cls(promoters, passives, len(kept) - promoters - passives)

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def value(self) -> float | None:
        """100·(promoters − detractors)/answers (Reichheld 2003)."""
        return None if self.n < FEWEST else 100 * (self.promoters - self.detractors) / self.n

    @property
    def standard_error(self) -> float | None:
        """100·√((p + d − (p − d)²)/n), the Wald form in Rocks 2016."""
        if self.n < FEWEST:
            return None
        p, d = self.promoters / self.n, self.detractors / self.n
        return 100 * sqrt((p + d - (p - d) ** 2) / self.n)

    @property
    def margin(self) -> float | None:
        """Half of the 95 % interval: 1.96 standard errors (Rocks 2016)."""
        return None if self.standard_error is None else Z95 * self.standard_error

    @property
    def interval(self) -> Interval | None:
        """Value ± margin, within −100 and 100 (Rocks 2016)."""
        if self.value is None or self.margin is None:
            return None
        return Interval(
            max(-100.0, self.value - self.margin), min(100.0, self.value + self.margin)
        )


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, in percent; CSAT is the share of 4 and 5 among scores of 1 to 5."""

    part: int
    n: int

    @classmethod
    def csat(cls, scores: Iterable[int]) -> "Share":
        """The share of the two top boxes (Sauro and Lewis 2016)."""
        kept = list(scores)
        return cls(sum(score >= SATISFIED for score in kept), len(kept))

    @property
    def value(self) -> float | None:
        return 100 * self.part / self.n if self.n else None

    @property
    def standard_error(self) -> float | None:
        """The binomial 100·√(p(1 − p)/n)."""
        if not self.n:
            return None
        p = self.part / self.n
        return 100 * sqrt(p * (1 - p) / self.n)

    @property
    def interval(self) -> Interval | None:
        """The 95 % score interval (Wilson 1927)."""
        if not self.n:
            return None
        found = wilson(self.part, self.n)
        return Interval(100 * found.low, 100 * found.high)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with the variance of the sample; CES is the mean of scores from 1 to 7."""

    n: int
    value: float | None
    variance: float

    @classmethod
    def of(cls, scores: Iterable[float]) -> "Mean":
        kept = list(scores)
        if not kept:
            return cls(0, None, 0.0)
        mean = sum(kept) / len(kept)
        squares = sum((score - mean) ** 2 for score in kept)
        return cls(len(kept), mean, squares / (len(kept) - 1) if len(kept) > 1 else 0.0)

    @property
    def standard_error(self) -> float | None:
        return sqrt(self.variance / self.n) if self.n > 1 else None

    @property
    def interval(self) -> Interval | None:
        """Mean ± t(0.975, n − 1)·s/√n (Student 1908; for ratings Sauro and Lewis 2016)."""
        if self.value is None or self.standard_error is None:
            return None
        margin = student.critical(self.n - 1) * self.standard_error
        return Interval(self.value - margin, self.value + margin)


def wilson(part: int, n: int) -> Interval:
    """The 95 % interval of a share, from 0 to 1 (Wilson 1927; method 3 of Newcombe, Statistics
    in Medicine 17:857, 1998). It stays within 0 and 1 and holds for small n and extreme shares.
    """
    p, square = part / n, _Z95_EXACT**2
    centre = p + square / (2 * n)
    reach = _Z95_EXACT * sqrt(p * (1 - p) / n + square / (4 * n * n))
    whole = 1 + square / n
    return Interval(max(0.0, (centre - reach) / whole), min(1.0, (centre + reach) / whole))


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a score changed from one wave to the next. `p` is two-sided."""

    difference: float
    z: float
    p: float

    @property
    def significant(self) -> bool:
        """Whether chance alone would do this in less than 5 % of cases."""
        return abs(self.z) > Z95


def compare(earlier: Figure, later: Figure) -> Comparison | None:
    """Compare two independent waves: z = Δ/√(SE₁² + SE₂²), the two-sample z test that Rocks
    2016 uses for NPS. None where a wave is too small, or where neither has any spread.
    """
    if earlier.value is None or later.value is None:
        return None
    errors = (earlier.standard_error, later.standard_error)
    if errors[0] is None or errors[1] is None or not any(errors):
        return None
    difference = later.value - earlier.value
    z = difference / sqrt(errors[0] ** 2 + errors[1] ** 2)
    return Comparison(difference, z, 2 * NormalDist().cdf(-abs(z)))


@dataclass(frozen=True, slots=True)
class Response:
    """Who answered of those who were really asked.

    `asked` are invitations that reached somebody; `answered` those whose score came in;
    `declined` said no. What was blocked or failed before it reached anybody is no non-response.
    """

    asked: int
    answered: int
    declined: int = 0

    @property
    def rate(self) -> float | None:
        """Answers per hundred asked: AAPOR's response rate RR2, every one asked being eligible."""
        return 100 * self.answered / self.asked if self.asked else None

    @property
    def non_response(self) -> float | None:
        """100 − response rate: those who declined, let it lapse, or have not answered yet."""
        return None if self.rate is None else 100 - self.rate

    @property
    def silent(self) -> int:
        return self.asked - self.answered - self.declined


def spread(counts: Mapping[int, int]) -> list[int]:
    """Write counts by score out as scores."""
    return [score for score, count in counts.items() for _ in range(count)]
