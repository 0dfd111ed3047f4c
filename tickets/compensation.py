"""Making it good: points inside a ticket, within limits, above them with approval."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from membership.points import earning
from tickets import models, repository, rows, service, settings
from tickets.errors import IllegalMove, Missing, NotFound
from tickets.rows import Db
from tickets.staff import StaffView

MOST_POINTS = 100_000
_compensation = rows.table(models.Compensation)


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


_COLUMNS = tuple(_compensation.c[name] for name in CompensationView.__dataclass_fields__)


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
    known = session.execute(select(*_COLUMNS).where(_compensation.c.client_id == client_id))
    if (earlier := known.one_or_none()) is not None:
        return CompensationView(*earlier)
    if not 1 <= points <= MOST_POINTS:
        raise Missing("points")
    if not reason or not client_id:
        raise Missing("reason")
    if ticket.member_id is None:
        raise Missing("member")
    compensation_id = rows.add(
        session,
        _compensation,
        client_id=client_id,
        ticket_id=ticket_id,
        kind="points",
        points=points,
        reason=reason,
        state="waiting",
        asked_by=by.id,
        created_at=now,
    )
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
    waiting = (_compensation.c.id == compensation_id, _compensation.c.state == "waiting")
    changed = session.execute(
        update(_compensation).where(*waiting).values(state=state, decided_by=by.id, decided_at=now)
    )
    found = _get(session, compensation_id)
    if not rows.count(changed):
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
    query = select(*_COLUMNS).where(_compensation.c.ticket_id == ticket_id)
    return [CompensationView(*row) for row in session.execute(query.order_by(_compensation.c.id))]


def waiting(session: Db) -> list[CompensationView]:
    """What waits for a supervisor."""
    query = select(*_COLUMNS).where(_compensation.c.state == "waiting")
    return [CompensationView(*row) for row in session.execute(query.order_by(_compensation.c.id))]


def _get(session: Db, compensation_id: int) -> CompensationView:
    query = select(*_COLUMNS).where(_compensation.c.id == compensation_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("compensation", compensation_id)
    return CompensationView(*row)


def _within_limits(session: Db, ticket_id: int, staff_id: int, now: datetime) -> bool:
    """Whether this promise, too, stays under the limits of the ticket and of the day."""
    rules = settings.get(session)
    counted = _compensation.c.state.in_(("waiting", "granted"))
    total = select(func.coalesce(func.sum(_compensation.c.points), 0)).where(counted)
    on_ticket = session.execute(total.where(_compensation.c.ticket_id == ticket_id)).scalar_one()
    today = session.execute(
        total.where(
            _compensation.c.asked_by == staff_id,
            _compensation.c.created_at > now - timedelta(days=1),
        )
    ).scalar_one()
    return int(on_ticket) <= rules.points_per_ticket and int(today) <= rules.points_per_day
