"""What the reports say of a span of days: volumes, times, deadlines kept, causes, ratings.

Every figure comes with how many tickets it rests on. Times are medians: one forgotten ticket
does not move them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from tickets import hours
from tickets.calendar import BusinessCalendar
from tickets.repository import figures as repository
from tickets.repository.rows import Db

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


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
    in_time: Share
    rating: float | None
    rated: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report shows."""

    span: Span
    opened: dict[date, int]
    resolved: dict[date, int]
    first_response: Times
    resolution: Times
    first_in_time: Share
    resolve_in_time: Share
    reopened: Share
    satisfied: Share
    kinds: list[tuple[str, int]]
    causes: list[tuple[str, int]]
    agents: list[AgentLine]
    backlog: int


def report(session: Db, span: Span) -> Report:
    """The figures of a span; one query for its tickets."""
    found = list(within(session, span))
    opened = [row for row in found if span.start <= row.opened_at < span.end]
    ended = [
        row
        for row in found
        if row.state == "resolved" and row.resolved_at and span.start <= row.resolved_at < span.end
    ]
    answered = [row for row in opened if row.first_response_at is not None]
    calendar = _calendars(session)
    rated = [row for row in ended if row.rating is not None]
    return Report(
        span=span,
        opened=_by_day(span, [row.opened_at for row in opened]),
        resolved=_by_day(span, [row.resolved_at for row in ended]),
        first_response=_times(answered, "first_response_at", calendar),
        resolution=_times(ended, "resolved_at", calendar),
        first_in_time=Share(sum(not row.first_breached for row in answered), len(answered)),
        resolve_in_time=Share(sum(not row.resolve_breached for row in ended), len(ended)),
        reopened=Share(sum(row.reopened > 0 for row in ended), len(ended)),
        satisfied=Share(sum(row.rating >= 4 for row in rated), len(rated)),
        kinds=Counter(row.kind for row in opened).most_common(),
        causes=Counter(row.cause for row in ended if row.cause).most_common(8),
        agents=_agents(answered, ended, calendar),
        backlog=repository.open_at(session, span.end),
    )


def within(session: Db, span: Span) -> Sequence[Any]:
    """The tickets that were opened or ended in the span, for the report and its export."""
    return repository.between(session, span.start, span.end)


def minutes(session: Db) -> Callable[[Any, datetime], int]:
    """A function that counts a ticket's business minutes from opening to an instant."""
    calendar = _calendars(session)
    return lambda row, at: calendar(row.team_id).minutes_between(row.opened_at, at)


Calendars = Callable[[int | None], BusinessCalendar]


def _calendars(session: Db) -> Calendars:
    known: dict[int | None, BusinessCalendar] = {}

    def of(team_id: int | None) -> BusinessCalendar:
        if team_id not in known:
            known[team_id] = hours.calendar_of(session, team_id)
        return known[team_id]

    return of


def _by_day(span: Span, instants: list[datetime]) -> dict[date, int]:
    counted = Counter(at.astimezone(span.timezone).date() for at in instants)
    return {day: counted[day] for day in span.days}


def _times(found: list[Any], until: str, calendar: Calendars) -> Times:
    if not found:
        return Times(0, None, None)
    ends = [(row, getattr(row, until)) for row in found]
    clock = median((end - row.opened_at) / _MINUTE for row, end in ends)
    business = median(
        calendar(row.team_id).minutes_between(row.opened_at, end) for row, end in ends
    )
    return Times(len(found), clock, business)


def _agents(answered: list[Any], ended: list[Any], calendar: Calendars) -> list[AgentLine]:
    answers: dict[int, list[Any]] = defaultdict(list)
    ends: dict[int, list[Any]] = defaultdict(list)
    for row in answered:
        if row.owner_id is not None:
            answers[row.owner_id].append(row)
    for row in ended:
        if row.resolved_by is not None:
            ends[row.resolved_by].append(row)
    lines = []
    for staff_id in answers.keys() | ends.keys():
        mine, done = answers.get(staff_id, []), ends.get(staff_id, [])
        ratings = [row.rating for row in done if row.rating is not None]
        lines.append(
            AgentLine(
                staff_id,
                len(done),
                _times(mine, "first_response_at", calendar),
                Share(sum(not row.resolve_breached for row in done), len(done)),
                sum(ratings) / len(ratings) if ratings else None,
                len(ratings),
            )
        )
    return sorted(lines, key=lambda line: (-line.resolved, line.staff_id))
