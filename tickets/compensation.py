"""Making it good: points inside a ticket, within limits, above them with approval."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from membership.points import earning
from tickets import service, settings
from tickets.errors import IllegalMove, Missing, NotFound
from tickets.repository import compensation as stored
from tickets.repository import tickets as repository
from tickets.repository.rows import Db
from tickets.values import StaffView

MOST_POINTS = 100_000


@dataclass(frozen=True, slots=True)
class CompensationView:
    """One promise: waiting, granted or refused."""

    id: int
    ticket_id: int
    points: int
    reason: str
    state: str
    asked_by: int
    decided_by: int | None
    created_at: datetime


def ask(
    session: Session,
    ticket_id: int,
    by: StaffView,
    *,
    points: int,
    reason: str,
    client_id: str,
    now: datetime,
) -> CompensationView:
    """Promise points: granted at once within the limits, else kept for a supervisor.

    The same `client_id` promises once. Raise `Missing` without points, reason or a member.
    """
    ticket = service.get(session, ticket_id)
    repository.lock_contact(session, ticket.contact_id)
    if (earlier := stored.by_client(session, client_id)) is not None:
        return CompensationView(*earlier)
    if not 1 <= points <= MOST_POINTS:
        raise Missing("points")
    if not reason or not client_id:
        raise Missing("reason")
    if ticket.member_id is None:
        raise Missing("member")
    promise = {
        "client_id": client_id,
        "ticket_id": ticket_id,
        "kind": "points",
        "points": points,
        "reason": reason,
        "state": "waiting",
        "asked_by": by.id,
        "created_at": now,
    }
    compensation_id = stored.add(session, promise)
    detail = {"points": points, "reason": reason}
    repository.note(
        session, ticket_id, "compensation_asked", f"staff:{by.id}", now=now, detail=detail
    )
    if by.may("supervisor") or _within_limits(session, ticket_id, by.id, now):
        return decide(session, compensation_id, by, granted=True, now=now)
    service.tell(session, ticket_id, "compensation_asked", now=now)
    return _get(session, compensation_id)


def decide(
    session: Session, compensation_id: int, by: StaffView, *, granted: bool, now: datetime
) -> CompensationView:
    """Grant or refuse a promise that waits; the ledger entry names the ticket."""
    state = "granted" if granted else "refused"
    decision = {"state": state, "decided_by": by.id, "decided_at": now}
    decided = stored.decide(session, compensation_id, decision)
    found = _get(session, compensation_id)
    if not decided:
        raise IllegalMove("compensation", compensation_id, state, found.state)
    ticket = service.get(session, found.ticket_id)
    if granted and ticket.member_id is not None:
        earning.adjust(
            session,
            ticket.member_id,
            found.points,
            key=f"compensation:{compensation_id}",
            reason=f"工单 #{ticket.number}：{found.reason}",
            actor=f"staff:{by.id}",
            now=now,
        )
    detail = {"points": found.points}
    kind = f"compensation_{state}"
    repository.note(session, ticket.id, kind, f"staff:{by.id}", now=now, detail=detail)
    service.tell(session, ticket.id, kind, now=now)
    return found


def of_ticket(session: Db, ticket_id: int) -> list[CompensationView]:
    """What was promised inside a ticket, oldest first."""
    return [CompensationView(*row) for row in stored.of_ticket(session, ticket_id)]


def waiting(session: Db) -> list[CompensationView]:
    """What waits for a supervisor."""
    return [CompensationView(*row) for row in stored.in_state(session, "waiting")]


def _get(session: Db, compensation_id: int) -> CompensationView:
    row = stored.by_id(session, compensation_id)
    if row is None:
        raise NotFound("compensation", compensation_id)
    return CompensationView(*row)


def _within_limits(session: Db, ticket_id: int, staff_id: int, now: datetime) -> bool:
    """Whether the promises, this one too, stay under the limits of the ticket and of the day."""
    rules = settings.get(session)
    on_ticket, today = stored.promised(session, ticket_id, staff_id, now - timedelta(days=1))
    return on_ticket <= rules.points_per_ticket and today <= rules.points_per_day
