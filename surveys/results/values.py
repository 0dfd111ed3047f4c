"""Results as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from surveys.statistics import Comparison, Mean, Nps, Response, Share, spread

Figure = Nps | Share | Mean
BY = ("store", "level", "staff_id", "origin", "channel")
"""What scores may be cut by: where, the member's level then, who served, why and how asked."""
OPEN = "open"
"""In place of a reason: the case of a bad score has not ended."""


@dataclass(frozen=True, slots=True)
class Span:
    """Who was shown the survey on these days of the shop, both included."""

    first: date
    last: date
    timezone: ZoneInfo


def limits(span: Span) -> tuple[datetime, datetime]:
    """The instants from which and up to which the span lasts."""
    return (
        datetime.combine(span.first, time(), span.timezone),
        datetime.combine(span.last + timedelta(days=1), time(), span.timezone),
    )


@dataclass(frozen=True, slots=True)
class Slice:
    """The answers of one group: how many of each score, the score, and who did not answer.

    `late` of the answers came after the deadline; they count. `pending` of those asked may still
    answer in time.
    """

    key: str
    kind: str
    counts: Mapping[int, int]
    response: Response
    late: int = 0
    pending: int = 0

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def figure(self) -> Figure | None:
        """NPS, CSAT or CES with its interval; None for a form, which has no score."""
        scores = spread(self.counts)
        match self.kind:
            case "nps":
                return Nps.of(scores)
            case "csat":
                return Share.csat(scores)
            case "ces":
                return Mean.of(scores)
        return None


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave; `change` is the difference to the wave before, None where it cannot be told."""

    slice: Slice
    change: Comparison | None


@dataclass(frozen=True, slots=True)
class Period:
    """A day, week or month of the trend."""

    first: date
    last: date
    slice: Slice


@dataclass(frozen=True, slots=True)
class Results:
    """A survey's results over a span.

    `before` is the span of equal length just before, `change` the difference to it. `cuts` holds
    for each of `BY` its groups, the largest first. `reasons` counts cases by the reason code of
    their end, those that have none yet as `OPEN`, `rules` what kept people from being asked, both
    the most frequent first.
    """

    survey_id: int
    kind: str
    span: Span
    total: Slice
    before: Slice
    change: Comparison | None
    step: str
    trend: tuple[Period, ...]
    waves: tuple[Wave, ...]
    cuts: Mapping[str, tuple[Slice, ...]]
    reasons: tuple[tuple[str, int], ...]
    rules: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Given:
    """One response, with what was known of whom it came from."""

    invitation_id: int
    answered_at: datetime
    score: int | None
    band: str | None
    comment: str | None
    member_id: int | None
    contact_id: int | None
    ticket_id: int | None
    case_id: int | None
    reason: str | None
    staff_id: int | None
    store: str | None
    level: str | None
    origin: str
    wave: str
    channel: str | None
    source: str
    late: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How one question was answered: by score, or by the key of a choice."""

    question: str
    n: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Comments that speak of the same: the words, how many comments, of which band, examples."""

    words: tuple[str, ...]
    count: int
    detractors: int
    promoters: int
    mean: float | None
    examples: tuple[Given, ...]
