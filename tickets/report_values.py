"""What a report holds: spans of days, times, shares, and a line for each colleague and team."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days of the shop, both ends included."""

    first: date
    last: date
    timezone: ZoneInfo

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), self.timezone)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + _DAY, time(), self.timezone)

    @property
    def days(self) -> list[date]:
        return [self.first + _DAY * number for number in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Times:
    """Median minutes by the clock and in business hours, over `count` tickets."""

    count: int
    clock: float | None
    business: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class AgentLine:
    """One person's work in the span."""

    staff_id: int
    resolved: int
    first_response: Times
    next_response: Times
    resolution: Times
    in_time: Share
    rating: float | None
    rated: int


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One team's work in the span; None is what has no team."""

    team_id: int | None
    opened: int
    resolved: int
    first_response: Times
    next_response: Times
    resolution: Times
    in_time: Share


@dataclass(frozen=True, slots=True)
class Comment:
    """What a customer said with a rating."""

    ticket_id: int
    score: int
    text: str
    at: datetime
    staff_id: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report shows."""

    span: Span
    opened: dict[date, int]
    resolved: dict[date, int]
    first_response: Times
    next_response: Times
    resolution: Times
    first_in_time: Share
    next_in_time: Share
    resolve_in_time: Share
    reopened: Share
    handed_off: Share
    satisfied: Share
    comments: list[Comment]
    kinds: list[tuple[str, int]]
    causes: list[tuple[str, int]]
    agents: list[AgentLine]
    teams: list[TeamLine]
    backlog: int
