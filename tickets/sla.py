"""Deadlines: stored when something happens, so that the clock only looks and never computes.

Three clocks run on a ticket, in business time. First response: from opening to the first word of
a human. Next response: from the first unanswered word of the customer. Resolve: from opening to
the end, standing still while the ticket waits for the customer or is put off.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from store import live
from tickets import hours
from tickets.calendar import BusinessCalendar
from tickets.hours import Target
from tickets.repository import rows
from tickets.repository import sla as repository
from tickets.repository.rows import Db

WARN_SHARE = 0.2
WARN_AT_MOST = timedelta(minutes=30)
URGENT = 1
_BATCH = 200
_RUNNING = ("new", "open")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many tickets were warned of and how many passed a deadline."""

    warned: int
    breached: int


def start(session: Db, ticket_id: int, *, now: datetime) -> None:
    """Start the clocks of a ticket that has just opened or opened again."""
    row = repository.read(session, ticket_id)
    calendar, target = _rules(session, row)
    left = max(0, target.resolve - row.used_minutes)
    values: dict[str, Any] = {"running_since": now, "resolve_due": calendar.add(now, left)}
    if row.first_response_at is None:
        values["first_due"] = calendar.add(row.opened_at, target.first)
    _set(session, row, values)


def due_at_latest(session: Db, ticket_id: int, until: datetime) -> None:
    """Promise the end by an instant of the wall clock, where business hours would allow more."""
    row = repository.read(session, ticket_id)
    if row.resolve_due is None or row.resolve_due > until:
        _set(session, row, {"resolve_due": until})


def customer_wrote(session: Db, ticket_id: int, *, now: datetime) -> None:
    """Start the next-response clock unless it runs, and the resolve clock if it stood."""
    row = repository.read(session, ticket_id)
    calendar, target = _rules(session, row)
    values: dict[str, Any] = _resumed(row, calendar, target, now)
    if row.first_response_at is not None and row.next_due is None:
        values["next_due"] = calendar.add(now, target.next)
    _set(session, row, values)


def answered(session: Db, ticket_id: int, *, now: datetime) -> None:
    """A human has answered: the response clocks stop, the resolve clock runs on."""
    row = repository.read(session, ticket_id)
    calendar, target = _rules(session, row)
    late = row.first_response_at is None and row.first_due is not None and now > row.first_due
    values: dict[str, Any] = {
        **_resumed(row, calendar, target, now),
        "first_due": None,
        "next_due": None,
        "first_response_at": row.first_response_at or now,
        "first_breached": row.first_breached or late,
    }
    _set(session, row, values)


def pause(session: Db, ticket_id: int, *, now: datetime) -> None:
    """Stand still: the ticket waits for somebody else."""
    row = repository.read(session, ticket_id)
    calendar, _ = _rules(session, row)
    values = {"used_minutes": _used(row, calendar, now), "running_since": None}
    _set(session, row, {**values, "resolve_due": None})


def resume(session: Db, ticket_id: int, *, now: datetime) -> None:
    """Run on after a pause."""
    row = repository.read(session, ticket_id)
    calendar, target = _rules(session, row)
    _set(session, row, _resumed(row, calendar, target, now))


def stop(session: Db, ticket_id: int, *, now: datetime) -> None:
    """The end: no deadline remains, and whether the last one was kept is written down."""
    row = repository.read(session, ticket_id)
    calendar, target = _rules(session, row)
    used = _used(row, calendar, now)
    values = {
        "used_minutes": used,
        "resolve_breached": row.resolve_breached or used > target.resolve,
        "running_since": None,
        "first_due": None,
        "next_due": None,
        "resolve_due": None,
    }
    _set(session, row, values)


def recompute(session: Db, *, now: datetime, team_id: int | None = None) -> int:
    """Set all running deadlines anew after hours, targets or a priority changed."""
    ids = repository.working(session, team_id)
    for ticket_id in ids:
        recompute_one(session, ticket_id, now=now)
    return len(ids)


def recompute_one(session: Db, ticket_id: int, *, now: datetime) -> None:
    """Set one ticket's running deadlines anew."""
    row = repository.read(session, ticket_id)
    calendar, target = _rules(session, row)
    values: dict[str, Any] = {}
    if row.first_due is not None:
        values["first_due"] = calendar.add(row.opened_at, target.first)
    if row.next_due is not None:
        values["next_due"] = calendar.add(row.awaiting_since or now, target.next)
    if row.running_since is not None:
        left = max(0, target.resolve - row.used_minutes)
        values["resolve_due"] = calendar.add(row.running_since, left)
    _set(session, row, values)


def sweep(session: Db, *, now: datetime, limit: int = _BATCH) -> Swept:
    """Warn of deadlines that come near and escalate those that have passed."""
    found = repository.near(session, until=now + WARN_AT_MOST, now=now, limit=limit)
    breached = sum(_breach(session, row, now) for row in found if row.due_at <= now)
    warned = sum(_warn(session, row, now) for row in found if row.due_at > now)
    return Swept(warned, breached)


def _warn(session: Db, row: Any, now: datetime) -> bool:
    calendar, target = _rules(session, row)
    budget = {"first": target.first, "next": target.next, "resolve": target.resolve}
    share = budget[row.due_kind] * WARN_SHARE
    if calendar.minutes_between(now, row.due_at) > share:
        return False
    won = repository.mark_warned(session, row.id, now=now)
    if won:
        _tell(session, row, "sla_warning", now)
    return won


def _breach(session: Db, row: Any, now: datetime) -> bool:
    flag = {"first": "first_breached", "resolve": "resolve_breached"}.get(row.due_kind)
    values: dict[str, Any] = {"breached_at": now, "warned_at": row.warned_at or now}
    if flag:
        values[flag] = True
    won = repository.mark_breached(session, row, values)
    if won:
        _tell(session, row, "sla_breach", now)
    return won


def _tell(session: Db, row: Any, kind: str, now: datetime) -> None:
    detail = {"deadline": row.due_kind, "due_at": row.due_at.isoformat()}
    rows.add(
        session,
        rows.ticket_event,
        ticket_id=row.id,
        kind=kind,
        actor="clock",
        detail=detail,
        at=now,
    )
    payload = {"ticket": row.id, "owner": row.owner_id, "deadline": row.due_kind}
    live.emit(session, f"ticket:{row.id}", kind, payload, now=now)


def _rules(session: Db, row: Any) -> tuple[BusinessCalendar, Target]:
    return (
        hours.calendar_of(session, row.team_id),
        hours.target_of(session, row.kind, row.priority),
    )


def _used(row: Any, calendar: BusinessCalendar, now: datetime) -> int:
    running = row.running_since
    extra = 0 if running is None else calendar.minutes_between(running, now)
    return int(row.used_minutes) + extra


def _resumed(
    row: Any, calendar: BusinessCalendar, target: Target, now: datetime
) -> dict[str, Any]:
    if row.running_since is not None or row.state not in _RUNNING:
        return {}
    left = max(0, target.resolve - row.used_minutes)
    return {"running_since": now, "resolve_due": calendar.add(now, left)}


def _set(session: Db, row: Any, values: dict[str, Any]) -> None:
    """Write the clocks and the nearest deadline; a new nearest one may warn and breach again."""
    dues = {
        kind: values.get(f"{kind}_due", getattr(row, f"{kind}_due"))
        for kind in ("first", "next", "resolve")
    }
    running = {kind: due for kind, due in dues.items() if due is not None}
    kind = min(running, key=lambda name: running[name]) if running else None
    due = running[kind] if kind else None
    if due != row.due_at:
        values |= {"warned_at": None, "breached_at": None}
    repository.write(session, row.id, {**values, "due_at": due, "due_kind": kind})
