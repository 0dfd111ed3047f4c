"""Business hours and SLA targets as supervisors keep them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from tickets import models
from tickets.calendar import BusinessCalendar, Spans
from tickets.errors import NotFound
from tickets.repository import rows
from tickets.repository.rows import Db

SHOP_TIMEZONE = ZoneInfo("Asia/Shanghai")
SHOP_DAY: Spans = ((9 * 60, 21 * 60),)
SHOP_HOURS = BusinessCalendar(week=(SHOP_DAY,) * 7, timezone=SHOP_TIMEZONE, chinese_holidays=False)
"""Until a supervisor says otherwise: every day from nine to nine."""


@dataclass(frozen=True, slots=True)
class Target:
    """Business minutes to the first answer, to every further answer, and to the end."""

    first: int
    next: int
    resolve: int

    def scaled(self, factor: float) -> "Target":
        parts = (self.first, self.next, self.resolve)
        return Target(*(max(1, round(part * factor)) for part in parts))


DEFAULT_TARGETS = {
    "complaint": Target(15, 30, 480),
    "after_sale": Target(30, 60, 960),
    "enquiry": Target(10, 15, 240),
    "suggestion": Target(240, 480, 2400),
    "survey": Target(60, 120, 720),
}
PRIORITY_FACTOR = {1: 0.5, 2: 0.75, 3: 1.0, 4: 2.0}


@dataclass(frozen=True, slots=True)
class HoursView:
    id: int
    name: str
    calendar: BusinessCalendar


_hours = rows.table(models.BusinessHours)
_target = rows.table(models.SlaTarget)


def calendar_of(session: Db, team_id: int | None) -> BusinessCalendar:
    """The hours of a team; those of the shop when it has none of its own."""
    columns = (_hours.c.week, _hours.c.exceptions, _hours.c.chinese_holidays, _hours.c.timezone)
    query = select(*columns).order_by(_hours.c.id).limit(1)
    if team_id is not None:
        own = select(rows.team.c.calendar_id).where(rows.team.c.id == team_id).scalar_subquery()
        found = session.execute(query.where(_hours.c.id == own)).one_or_none()
        if found is not None:
            return _calendar(*found)
    found = session.execute(query).one_or_none()
    return SHOP_HOURS if found is None else _calendar(*found)


def target_of(session: Db, kind: str, priority: int) -> Target:
    """The target staff set, or the default scaled by priority."""
    row = session.execute(
        select(_target.c.first_minutes, _target.c.next_minutes, _target.c.resolve_minutes).where(
            _target.c.kind == kind, _target.c.priority == priority
        )
    ).one_or_none()
    if row is not None:
        return Target(*row)
    return default_target(kind, priority)


def default_target(kind: str, priority: int) -> Target:
    """The target until a supervisor sets one."""
    base = DEFAULT_TARGETS.get(kind, DEFAULT_TARGETS["enquiry"])
    return base.scaled(PRIORITY_FACTOR.get(priority, 1.0))


def set_target(session: Db, kind: str, priority: int, target: Target) -> None:
    """Set one target; open tickets follow at the next `sla.recompute`."""
    values = {
        "first_minutes": target.first,
        "next_minutes": target.next,
        "resolve_minutes": target.resolve,
    }
    where = (_target.c.kind == kind, _target.c.priority == priority)
    if not rows.count(session.execute(update(_target).where(*where).values(**values))):
        rows.add(session, _target, kind=kind, priority=priority, **values)


def all_hours(session: Db) -> list[HoursView]:
    """Every set of hours, oldest first."""
    found = session.execute(select(_hours).order_by(_hours.c.id))
    return [
        HoursView(
            row.id,
            row.name,
            _calendar(row.week, row.exceptions, row.chinese_holidays, row.timezone),
        )
        for row in found
    ]


def save_hours(session: Db, hours_id: int | None, name: str, calendar: BusinessCalendar) -> int:
    """Write a set of hours, new without `hours_id`; return its id."""
    values = {
        "name": name,
        "week": [[list(span) for span in day] for day in calendar.week],
        "exceptions": {day.isoformat(): spans for day, spans in calendar.exceptions.items()},
        "chinese_holidays": calendar.chinese_holidays,
        "timezone": calendar.timezone.key,
    }
    if hours_id is None:
        return rows.add(session, _hours, **values)
    changed = session.execute(update(_hours).where(_hours.c.id == hours_id).values(**values))
    if not rows.count(changed):
        raise NotFound("hours", hours_id)
    return hours_id


def drop_hours(session: Db, hours_id: int) -> None:
    """Forget a set of hours; its teams fall back to the shop's."""
    session.execute(
        update(rows.team).where(rows.team.c.calendar_id == hours_id).values(calendar_id=None)
    )
    session.execute(delete(_hours).where(_hours.c.id == hours_id))


def _calendar(
    week: list[Any], exceptions: Mapping[str, Any], chinese_holidays: bool, timezone: str
) -> BusinessCalendar:
    return BusinessCalendar(
        week=tuple(_spans(day) for day in week),
        timezone=ZoneInfo(timezone),
        chinese_holidays=chinese_holidays,
        exceptions={date.fromisoformat(day): _spans(spans) for day, spans in exceptions.items()},
    )


def _spans(pairs: Any) -> Spans:
    return tuple((int(start), int(end)) for start, end in pairs)
