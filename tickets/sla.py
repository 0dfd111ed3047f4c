"""Deadlines: stored when something happens, so that the clock only looks and never computes.

Three clocks run on a ticket, in business time. First response: from opening to the first word of
a human. Next response: from the first unanswered word of the customer. Resolve: from opening to
the end, standing still while the ticket waits for the customer or is put off. None runs on a
task, which nobody asked for.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tickets import hours
from tickets.calendar import BusinessCalendar, NeverOpenError
from tickets.hours import Target
from tickets.repository import replies
from tickets.repository import sla as repository
from tickets.repository.rows import Db
from tickets.values import TASK

_RUNNING = ("new", "open")
KINDS = ("first", "next", "resolve")
PROMISED = {"survey": timedelta(hours=24)}
"""Kinds that the customer was promised an end of, counted from when they open."""


def start(session: Db, ticket_id: int, *, now: datetime) -> None:
    """Start the clocks of a ticket that has just opened or opened again."""
    row = repository.read(session, ticket_id)
    if row.source == TASK:
        return
    calendar, target = rules_of(session, row)
    left = max(0, target.resolve - row.used_minutes)
    due = _promised(row, _after(calendar, now, left), since=now)
    values: dict[str, Any] = {"running_since": now, "resolve_due": due}
    if row.first_response_at is None and (row.awaiting_since or not row.reopened):
        values["first_due"] = _after(calendar, _asked_at(row), target.first)
    _set(session, row, values)


def customer_wrote(session: Db, ticket_id: int, *, now: datetime) -> None:
    """Start the next-response clock unless it runs, and the resolve clock if it stood."""
    row = repository.read(session, ticket_id)
    awaits = row.first_response_at is None or row.next_due is not None
    if row.source == TASK or (awaits and row.running_since is not None):
        return
    calendar, target = rules_of(session, row)
    values: dict[str, Any] = _resumed(row, calendar, target, now)
    if row.first_response_at is not None and row.next_due is None:
        values["next_due"] = _after(calendar, now, target.next)
    _set(session, row, values)


def answered(
    session: Db, ticket_id: int, staff_id: int, *, asked_at: datetime | None, now: datetime
) -> None:
    """A human has answered: the response clocks stop, the resolve clock runs on.

    `asked_at` is since when the customer waited; the wait is kept for the reports.
    """
    row = repository.read(session, ticket_id)
    if row.source == TASK:
        repository.write(session, ticket_id, {"first_response_at": row.first_response_at or now})
        return
    calendar, target = rules_of(session, row)
    first = row.first_response_at is None
    due = row.first_due if first else row.next_due
    late = due is not None and now > due
    values: dict[str, Any] = {
        **_resumed(row, calendar, target, now),
        "first_due": None,
        "next_due": None,
        "first_response_at": row.first_response_at or now,
        "first_breached": row.first_breached or (first and late),
        "next_breached": False,
        "next_missed": row.next_missed + int(not first and late and not row.next_breached),
    }
    _set(session, row, values)
    since = row.opened_at if first else asked_at
    if since is not None:
        response = {"first": first, "late": late, "asked_at": since, "answered_at": now}
        repository.add_response(session, row, staff_id, response)


def unanswered(session: Db, ticket_id: int, *, said_at: datetime, now: datetime) -> None:
    """The answer of `said_at` never came: what it had stopped runs on from when it was asked."""
    row = repository.read(session, ticket_id)
    if row.source == TASK:
        return
    replies.drop_wait(session, ticket_id, said_at)
    calendar, target = rules_of(session, row)
    values: dict[str, Any] = _resumed(row, calendar, target, now)
    if row.first_response_at == said_at:
        values |= {
            "first_response_at": None,
            "first_due": _after(calendar, _asked_at(row), target.first),
        }
    else:
        values["next_due"] = _after(calendar, row.awaiting_since or now, target.next)
    _set(session, row, values)


def pause(session: Db, ticket_id: int, *, owes: bool = True, now: datetime) -> None:
    """Stand still: the ticket waits for somebody else. `owes` False ends the wait for a next
    answer too: what was said last wants none."""
    row = repository.read(session, ticket_id)
    calendar, _ = rules_of(session, row)
    kept = row.resolve_due if row.kind in PROMISED else None
    values: dict[str, Any] = {
        "used_minutes": _used(row, calendar, now),
        "running_since": None,
    }
    if not owes and row.next_due is not None:
        late = now > row.next_due and not row.next_breached
        ended = {"next_due": None, "next_breached": False}
        values |= {**ended, "next_missed": row.next_missed + int(late)}
    _set(session, row, {**values, "resolve_due": kept})


def resume(session: Db, ticket_id: int, *, now: datetime) -> None:
    """Run on after a pause."""
    row = repository.read(session, ticket_id)
    calendar, target = rules_of(session, row)
    _set(session, row, _resumed(row, calendar, target, now))


def take_over(session: Db, into_id: int, gone_id: int, *, now: datetime) -> None:
    """Owe what a ticket that is merged owed: whichever answer was due first stays due then."""
    row, gone = repository.read(session, into_id), repository.read(session, gone_id)
    if row.source == TASK:
        return
    kind = "next_due" if row.first_response_at is not None else "first_due"
    dues = [due for due in (getattr(row, kind), gone.first_due, gone.next_due) if due is not None]
    values: dict[str, Any] = {kind: min(dues)} if dues else {}
    _set(session, row, {**_resumed(row, *rules_of(session, row), now), **values})


def stop(session: Db, ticket_id: int, *, now: datetime) -> None:
    """The end: no deadline remains, and whether the last one was kept is written down."""
    row = repository.read(session, ticket_id)
    calendar, target = rules_of(session, row)
    used = _used(row, calendar, now)
    late = used > target.resolve
    if row.kind in PROMISED and row.resolve_due is not None:
        late = now > row.resolve_due
    values = {
        "used_minutes": used,
        "resolve_breached": row.resolve_breached or late,
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
    """Set one ticket's running deadlines anew; one that is now in the future is not missed."""
    row = repository.read(session, ticket_id)
    calendar, target = rules_of(session, row)
    values: dict[str, Any] = {}
    if row.first_due is not None:
        values["first_due"] = _after(calendar, _asked_at(row), target.first)
    if row.next_due is not None:
        asked_at = row.awaiting_since or row.last_customer_at or now
        values["next_due"] = _after(calendar, asked_at, target.next)
    if row.running_since is not None and row.kind not in PROMISED:
        left = max(0, target.resolve - row.used_minutes)
        values["resolve_due"] = _after(calendar, row.running_since, left)
    for kind in KINDS:
        if getattr(row, f"{kind}_breached") and values.get(f"{kind}_due", now) > now:
            values[f"{kind}_breached"] = False
            if kind == "next":
                values["next_missed"] = max(0, row.next_missed - 1)
    _set(session, row, values)


def rules_of(session: Db, row: Any) -> tuple[BusinessCalendar, Target]:
    """The hours and the target that hold for a ticket's row."""
    return (
        hours.calendar_of(session, row.team_id),
        hours.target_of(session, row.kind, row.priority),
    )


def _after(calendar: BusinessCalendar, start: datetime, minutes: int) -> datetime:
    """So many working minutes later; plain ones where nobody ever works, since a ticket must
    never fail to open, nor wait without a deadline, for want of hours."""
    try:
        return calendar.add(start, minutes)
    except NeverOpenError:
        return start + timedelta(minutes=minutes)


def _asked_at(row: Any) -> datetime:
    """Since when a first answer is owed: one that opened again owes it anew."""
    asked: datetime = (row.awaiting_since if row.reopened else None) or row.opened_at
    return asked


def _used(row: Any, calendar: BusinessCalendar, now: datetime) -> int:
    running = row.running_since
    extra = 0 if running is None else calendar.minutes_between(running, now)
    return int(row.used_minutes) + extra


def _resumed(
    row: Any, calendar: BusinessCalendar, target: Target, now: datetime
) -> dict[str, Any]:
    if row.running_since is not None or row.state not in _RUNNING or row.source == TASK:
        return {}
    if row.kind in PROMISED and row.resolve_due is not None:
        return {"running_since": now}
    left = max(0, target.resolve - row.used_minutes)
    return {"running_since": now, "resolve_due": _after(calendar, now, left)}


def _promised(row: Any, due: datetime, *, since: datetime) -> datetime:
    """The end as it is due in business time, or earlier where it was promised."""
    within = PROMISED.get(row.kind)
    return due if within is None else min(due, since + within)


def _set(session: Db, row: Any, values: dict[str, Any]) -> None:
    """Write the clocks and the nearest deadline; another one that comes next warns again."""
    before = {kind: getattr(row, f"{kind}_due") for kind in KINDS}
    dues = {kind: values.get(f"{kind}_due", due) for kind, due in before.items()}
    running = {kind: due for kind, due in dues.items() if due is not None}
    nearest = min(running, key=lambda name: running[name]) if running else None
    due = running[nearest] if nearest else None
    if row.next_due is None and running.get("next"):
        values["next_breached"] = False
    flags = {
        kind: values.get(f"{kind}_breached", getattr(row, f"{kind}_breached")) for kind in KINDS
    }
    if not any(flags[kind] for kind in running):
        values["breached_at"] = None
    missed = {kind: getattr(row, f"{kind}_breached") for kind in KINDS}
    if _to_come(dues, flags) != _to_come(before, missed):
        values["warned_at"] = None
    repository.write(session, row.id, {**values, "due_at": due, "due_kind": nearest})


def _to_come(dues: Mapping[str, datetime | None], missed: Mapping[str, bool]) -> datetime | None:
    """The nearest deadline that was not missed."""
    return min((due for kind, due in dues.items() if due and not missed[kind]), default=None)
