"""The monthly review (复盘): every campaign of a month, each by its own report."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from campaigns.effect import repository
from campaigns.effect.report import report
from campaigns.effect.values import Costs, Report, Span
from store.statements import Db


@dataclass(frozen=True, slots=True)
class Line:
    """One campaign in the review."""

    campaign_id: int
    name: str
    kind: str
    report: Report


@dataclass(frozen=True, slots=True)
class Review:
    """A month: its campaigns, those with the clearest gain first, and what all of them gave away.

    Members of several campaigns are in several lines, so gains are not added up.
    """

    span: Span
    lines: tuple[Line, ...]
    costs: Costs


def month(year: int, month: int, timezone: ZoneInfo) -> Span:
    """A calendar month of the shop."""
    since = datetime(year, month, 1, tzinfo=timezone)
    return Span(since, (since + timedelta(days=32)).replace(day=1))


def review(db: Db, span: Span, *, now: datetime) -> Review:
    """The campaigns that anybody entered within the span."""
    lines = [
        Line(number, name, kind, report(db, number, span, now=now))
        for number, name, kind in repository.active(db, span)
    ]
    lines.sort(key=lambda line: (-_least_gain(line.report), line.campaign_id))
    return Review(span, tuple(lines), _together([line.report.costs for line in lines]))


def _least_gain(found: Report) -> float:
    """The lower end of the gain in revenue per member; what cannot be told comes last."""
    if found.revenue is None or found.revenue.interval is None:
        return float("-inf")
    return found.revenue.interval.low


def _together(costs: list[Costs]) -> Costs:
    return Costs(
        sum(one.coupons for one in costs),
        sum(one.used for one in costs),
        sum(one.discount for one in costs),
        sum(one.points for one in costs),
    )
