"""What becomes of deadlines that come near or pass: a warning, and an escalation of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from store import live
from tickets import notices
from tickets.repository import rows
from tickets.repository import sla as repository
from tickets.repository.rows import Db
from tickets.sla import KINDS, rules_of

WARN_SHARE = 0.2
WARN_AT_MOST = timedelta(minutes=30)
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Swept:
    """How many tickets were warned of and how many passed a deadline."""

    warned: int
    breached: int


def sweep(session: Session, *, now: datetime, limit: int = _BATCH) -> Swept:
    """Warn of deadlines that come near and escalate each of those that have passed."""
    warned = breached = 0
    for row in repository.near(session, until=now + WARN_AT_MOST, now=now, limit=limit):
        passed = [kind for kind in KINDS if _is_missed(row, kind, now)]
        breached += sum(_breach(session, row, kind, now) for kind in passed)
        if not passed and (kind := _next_to_come(row, now)) is not None:
            warned += _warn(session, row, kind, now)
    return Swept(warned, breached)


def _is_missed(row: Any, kind: str, now: datetime) -> bool:
    due = getattr(row, f"{kind}_due")
    return due is not None and due <= now and not getattr(row, f"{kind}_breached")


def _next_to_come(row: Any, now: datetime) -> str | None:
    """The clock whose deadline is next, whatever the others have missed."""
    dues = {kind: getattr(row, f"{kind}_due") for kind in KINDS}
    coming = {kind: due for kind, due in dues.items() if due is not None and due > now}
    return min(coming, key=lambda kind: coming[kind]) if coming else None


def _warn(session: Db, row: Any, kind: str, now: datetime) -> bool:
    calendar, target = rules_of(session, row)
    budget = {"first": target.first, "next": target.next, "resolve": target.resolve}
    share = budget[kind] * WARN_SHARE
    if calendar.minutes_between(now, getattr(row, f"{kind}_due")) > share:
        return False
    won = repository.mark_warned(session, row.id, now=now)
    if won:
        _tell(session, row, "sla_warning", kind, now)
    return won


def _breach(session: Session, row: Any, kind: str, now: datetime) -> bool:
    won = repository.mark_missed(session, row, kind, now=now)
    if won:
        _tell(session, row, "sla_breach", kind, now)
        notices.missed(session, row.id, row.owner_id, kind, now=now)
    return won


def _tell(session: Db, row: Any, event: str, kind: str, now: datetime) -> None:
    detail = {"deadline": kind, "due_at": getattr(row, f"{kind}_due").isoformat()}
    rows.add(
        session,
        rows.ticket_event,
        ticket_id=row.id,
        kind=event,
        actor="clock",
        detail=detail,
        at=now,
    )
    payload = {"ticket": row.id, "owner": row.owner_id, "deadline": kind}
    live.emit(session, f"ticket:{row.id}", event, payload, now=now)
