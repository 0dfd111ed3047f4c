"""What the reports say of a span of days: volumes, times, deadlines kept, causes, ratings.

Every figure comes with how many tickets it rests on. Times are medians: one forgotten ticket
does not move them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from tickets import hours
from tickets.calendar import BusinessCalendar
from tickets.report_values import AgentLine, Comment, Report, Share, Span, TeamLine, Times
from tickets.repository import figures as repository
from tickets.repository.rows import Db

_MINUTE = timedelta(minutes=1)
MOST_COMMENTS = 20


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
    answers = repository.waits(session, span.start, span.end)
    waits = [row for row in answers if not row.first]
    return Report(
        span=span,
        opened=_by_day(span, [row.opened_at for row in opened]),
        resolved=_by_day(span, [row.resolved_at for row in ended]),
        first_response=_times(answered, "first_response_at", calendar),
        next_response=_waits(waits, calendar),
        resolution=_times(ended, "resolved_at", calendar),
        first_in_time=_kept(opened, answered),
        next_in_time=Share(sum(not row.late for row in waits), len(waits)),
        resolve_in_time=Share(sum(not row.resolve_breached for row in ended), len(ended)),
        reopened=Share(sum(row.reopened > 0 for row in ended), len(ended)),
        handed_off=Share(*repository.handed_off(session, span.start, span.end)),
        satisfied=Share(sum(row.rating >= 4 for row in rated), len(rated)),
        comments=_comments(rated),
        kinds=Counter(row.kind for row in opened).most_common(),
        causes=Counter(row.cause for row in ended if row.cause).most_common(8),
        agents=_agents(answers, ended, calendar),
        teams=_teams(opened, answered, ended, waits, calendar),
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


def _kept(opened: list[Any], answered: list[Any]) -> Share:
    """First responses in time; one that is overdue and still missing counts as late."""
    missing = [
        row
        for row in opened
        if row.first_response_at is None and row.first_breached and row.state != "merged"
    ]
    kept = sum(not row.first_breached for row in answered)
    return Share(kept, len(answered) + len(missing))


def _waits(waits: list[Any], calendar: Calendars) -> Times:
    """How long customers waited for answers."""
    if not waits:
        return Times(0, None, None)
    clock = median((row.answered_at - row.asked_at) / _MINUTE for row in waits)
    business = median(
        calendar(row.team_id).minutes_between(row.asked_at, row.answered_at) for row in waits
    )
    return Times(len(waits), clock, business)


def _comments(rated: list[Any]) -> list[Comment]:
    """What was said with ratings, the worst first, then the newest."""
    said = [row for row in rated if row.rating_comment]
    said.sort(key=lambda row: (row.rating, -row.id))
    return [
        Comment(row.id, row.rating, row.rating_comment, row.resolved_at, row.resolved_by)
        for row in said[:MOST_COMMENTS]
    ]


def _teams(
    opened: list[Any],
    answered: list[Any],
    ended: list[Any],
    waits: list[Any],
    calendar: Calendars,
) -> list[TeamLine]:
    """The teams, those with most tickets first."""

    def of(rows: list[Any], team_id: int | None) -> list[Any]:
        return [row for row in rows if row.team_id == team_id]

    lines = []
    for team_id in {row.team_id for row in [*opened, *ended, *waits]}:
        done = of(ended, team_id)
        lines.append(
            TeamLine(
                team_id,
                len(of(opened, team_id)),
                len(done),
                _times(of(answered, team_id), "first_response_at", calendar),
                _waits(of(waits, team_id), calendar),
                _times(done, "resolved_at", calendar),
                Share(sum(not row.resolve_breached for row in done), len(done)),
            )
        )
    return sorted(lines, key=lambda line: (-line.opened, line.team_id or 0))


def _agents(answers: list[Any], ended: list[Any], calendar: Calendars) -> list[AgentLine]:
    """The colleagues who answered or ended something; an answer is of whoever gave it."""
    given: dict[int, list[Any]] = defaultdict(list)
    ends: dict[int, list[Any]] = defaultdict(list)
    for row in answers:
        given[row.staff_id].append(row)
    for row in ended:
        if row.resolved_by is not None:
            ends[row.resolved_by].append(row)
    lines = []
    for staff_id in given.keys() | ends.keys():
        mine, done = given.get(staff_id, []), ends.get(staff_id, [])
        ratings = [row.rating for row in done if row.rating is not None]
        lines.append(
            AgentLine(
                staff_id,
                len(done),
                _waits([row for row in mine if row.first], calendar),
                _waits([row for row in mine if not row.first], calendar),
                _times(done, "resolved_at", calendar),
                Share(sum(not row.resolve_breached for row in done), len(done)),
                sum(ratings) / len(ratings) if ratings else None,
                len(ratings),
            )
        )
    return sorted(lines, key=lambda line: (-line.resolved, line.staff_id))
