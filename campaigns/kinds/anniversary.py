"""The day on which a member joined, in later years."""

import calendar
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Introduction
from campaigns.kind import Candidate, Found, Kind, Look, Running
from campaigns.repository import due as repository
from membership.business_time import day_of, start_of


def due(session: Session, _campaign: Running, look: Look) -> Found:
    """Members who joined on this day of an earlier year: one range of the index for each year."""
    days = _days(session, look)
    at = look.after[0] if look.after else 0
    if at >= len(days):
        return Found((), None)
    first = start_of(days[at], look.timezone)
    last = start_of(days[at] + timedelta(days=1), look.timezone)
    rows = repository.joined(session, first, last, look.after[1:], look.limit, look.only)
    candidates = tuple(_candidate(row[0], look.day.year - days[at].year, look) for row in rows)
    if len(rows) == look.limit:
        return Found(candidates, (at, rows[-1][1], rows[-1][0]))
    return Found(candidates, (at + 1,) if at + 1 < len(days) else None)


def _days(session: Session, look: Look) -> list[date]:
    """This day of every year since the first member joined; 29 February counts as the 28th in
    common years."""
    first = repository.first_joined(session)
    if first is None:
        return []
    kept: list[date] = []
    for year in range(day_of(first, look.timezone).year, look.day.year):
        leaps = calendar.isleap(year)
        if (look.day.month, look.day.day) != (2, 29) or leaps:
            kept.append(look.day.replace(year=year))
        if leaps and (look.day.month, look.day.day) == (2, 28) and not _is_leap(look.day):
            kept.append(date(year, 2, 29))
    return kept


def _is_leap(day: date) -> bool:
    return calendar.isleap(day.year)


def _candidate(member: int, years: int, look: Look) -> Candidate:
    began: datetime = start_of(look.day, look.timezone)
    until = start_of(look.day + timedelta(days=1), look.timezone)
    facts: dict[str, Any] = {"years": years}
    return Candidate(member, f"{look.day.year}", began, until, facts)


KIND = Kind(
    "anniversary",
    Grammar(lambda _fields: None, {"years": "第几年"}),
    due,
    Introduction(
        "入会周年",
        "每年入会那天",
        steps=({"text": "{{name}}，您加入我们 {{years}} 年啦，谢谢一路相伴。"},),
        place=90,
    ),
    foreseeable=True,
)
