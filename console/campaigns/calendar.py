"""日历 and 复盘: what will go out on which day, and what a month has brought."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from announcements import editing
from announcements.values import Seen
from campaigns import outlook, service
from campaigns.effect import review as reviews
from campaigns.outlook import Day
from campaigns.period import ALWAYS
from campaigns.values import ON, CampaignView
from console.access import needs
from console.announcements import wording as announcements_wording
from console.campaigns import charts
from console.campaigns import wording as words
from console.desk import desk
from membership.business_time import day_of, start_of

WEEK = 7
SHOWN = 5 * WEEK


def register(console: Blueprint) -> None:
    console.add_url_rule("/calendar", endpoint="calendar", view_func=calendar)
    console.add_url_rule("/review", endpoint="review", view_func=review)


@needs("supervisor")
def calendar() -> ResponseReturnValue:
    """Five weeks, from the Monday of the one asked for."""
    today = day_of(desk().now(), desk().timezone)
    first = _date(request.args.get("from", "")) or today
    first -= timedelta(days=first.weekday())
    last = first + timedelta(days=SHOWN - 1)
    with desk().store.reading() as session:
        found = outlook.calendar(session, first, last, now=desk().now(), timezone=desk().timezone)
        every = service.every(session)
        told = editing.between(
            session,
            start_of(first, desk().timezone),
            start_of(last + timedelta(days=1), desk().timezone),
        )
    days = [first + timedelta(days=at) for at in range(SHOWN)]
    return render_template(
        "campaigns/calendar.html",
        weeks=[days[at : at + WEEK] for at in range(0, SHOWN, WEEK)],
        campaigns=_by_day(found),
        announcements=_announced(told),
        names={one.id: one.name for one in every},
        bounds=_bounds(every),
        today=today,
        before=first - timedelta(days=SHOWN),
        after=first + timedelta(days=SHOWN),
        words=words,
        announcement_words=announcements_wording,
        tab="calendar",
    )


@needs("supervisor")
def review() -> ResponseReturnValue:
    """Every campaign of a month against those held out."""
    today = day_of(desk().now(), desk().timezone)
    chosen = _month(request.args.get("month", "")) or today.replace(day=1)
    with desk().store.reading() as session:
        span = reviews.month(chosen.year, chosen.month, desk().timezone)
        found = reviews.review(session, span, now=desk().now())
    rows = [
        (line, charts.effects(line.report) if line.report.control else None)
        for line in found.lines
    ]
    return render_template(
        "campaigns/review.html",
        rows=rows,
        costs=found.costs,
        chosen=chosen,
        before=(chosen - timedelta(days=1)).replace(day=1),
        after=(chosen + timedelta(days=32)).replace(day=1),
        words=words,
        tab="review",
    )


def _bounds(every: list[CampaignView]) -> dict[date, list[tuple[CampaignView, str]]]:
    """The first and last days of the campaigns that are on."""
    days: defaultdict[date, list[tuple[CampaignView, str]]] = defaultdict(list)
    for one in every:
        period = service.read(one.body).period if one.state == ON else ALWAYS
        for day, said in ((period.first, "开始"), (period.last, "最后一天")):
            if day is not None:
                days[day].append((one, said))
    return days


def _by_day(found: list[Day]) -> dict[date, list[Day]]:
    days: defaultdict[date, list[Day]] = defaultdict(list)
    for one in found:
        days[one.day].append(one)
    return days


def _announced(told: list[Seen]) -> dict[date, list[Seen]]:
    days: defaultdict[date, list[Seen]] = defaultdict(list)
    for one in told:
        if one.send_at is not None:
            days[day_of(one.send_at, desk().timezone)].append(one)
    return days


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _month(typed: str) -> date | None:
    try:
        return datetime.strptime(typed, "%Y-%m").date()  # noqa: DTZ007 - a month, no instant
    except ValueError:
        return None
