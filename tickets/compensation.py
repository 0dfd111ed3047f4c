"""Making it good: points or a coupon inside a ticket, within limits, else with approval."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from membership import coupon_templates, coupons
from membership.points import earning
from membership.reward_errors import CouponNotIssuedError
from messaging import contacts
from tickets import audit, notices, service, settings, staff
from tickets.errors import IllegalMove, Missing, NotFound
from tickets.repository import compensation as stored
from tickets.repository import tickets as repository
from tickets.repository.rows import Db
from tickets.values import StaffView, TicketView

MOST_POINTS = 100_000
_DAY = timedelta(days=1)


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
    coupon: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A promise that waits for a supervisor: to whom, and `what` in words."""

    promise: CompensationView
    contact_id: int
    what: str


def ask(
    session: Session,
    ticket_id: int,
    by: StaffView,
    *,
    points: int = 0,
    coupon: str = "",
    reason: str,
    client_id: str,
    now: datetime,
) -> CompensationView:
    """Promise points, or a coupon by its template's key: granted at once within the limits, else
    kept for a supervisor; one who asks has the same limits, and another one decides.

    The same `client_id` promises once. Raise `Missing` without points, reason or a member.
    """
    ticket = service.get(session, ticket_id)
    repository.lock_contact(session, ticket.contact_id)
    if (earlier := stored.by_client(session, client_id)) is not None:
        return CompensationView(*earlier)
    if not coupon and not 1 <= points <= MOST_POINTS:
        raise Missing("points")
    if coupon and coupon not in dict(offered(session)):
        raise Missing("coupon")
    if not reason or not client_id:
        raise Missing("reason")
    if _member(session, ticket) is None:
        raise Missing("member")
    stored.lock_giver(session, by.id)
    promise = {
        "client_id": client_id,
        "ticket_id": ticket_id,
        "kind": "coupon" if coupon else "points",
        "points": 0 if coupon else points,
        "coupon": coupon or None,
        "reason": reason,
        "state": "waiting",
        "asked_by": by.id,
        "created_at": now,
    }
    compensation_id = stored.add(session, promise)
    detail = {"what": _what(session, points, coupon), "reason": reason}
    repository.note(
        session, ticket_id, "compensation_asked", f"staff:{by.id}", now=now, detail=detail
    )
    if _within_limits(session, ticket_id, by.id, bool(coupon), now):
        return _settle(session, compensation_id, by, granted=True, now=now)
    service.tell(session, ticket_id, "compensation_asked", now=now)
    said = f"{detail['what']}（{service.line_of(reason)}）"
    notices.promised(session, ticket, compensation_id, by.display_name, said, now=now)
    return _get(session, compensation_id)


def decide(
    session: Session,
    compensation_id: int,
    by: StaffView,
    *,
    granted: bool,
    alone: str = "",
    now: datetime,
) -> CompensationView:
    """Grant or refuse a promise that waits; the ledger entry names the ticket.

    One's own may be refused, and granted only where nobody else could: `alone` says why. Raise
    `Missing` where another could ("approver"), without a reason ("alone"), for a coupon that
    cannot be issued (any more) and for a customer who is no member any more.
    """
    if not granted or _get(session, compensation_id).asked_by != by.id:
        return _settle(session, compensation_id, by, granted=granted, now=now)
    if not is_alone(session, by):
        raise Missing("approver")
    if not alone.strip():
        raise Missing("alone")
    own = {"alone": alone.strip()[:200]}
    return _settle(session, compensation_id, by, granted=True, now=now, besides=own)


def is_alone(session: Db, by: StaffView) -> bool:
    """Whether nobody else may decide: no other supervisor or administrator has an account."""
    others = (one for one in staff.everyone(session) if one.id != by.id)
    return not any(one.active and one.may("supervisor") for one in others)


def _settle(
    session: Session,
    compensation_id: int,
    by: StaffView,
    *,
    granted: bool,
    now: datetime,
    besides: Mapping[str, str] | None = None,
) -> CompensationView:
    state = "granted" if granted else "refused"
    decision = {"state": state, "decided_by": by.id, "decided_at": now}
    decided = stored.decide(session, compensation_id, decision)
    found = _get(session, compensation_id)
    if not decided:
        raise IllegalMove("compensation", compensation_id, state, found.state)
    ticket = service.get(session, found.ticket_id)
    if granted:
        _give(session, found, ticket, by, now)
    detail = {"what": _what(session, found.points, found.coupon or ""), **(besides or {})}
    kind = f"compensation_{state}"
    repository.note(session, ticket.id, kind, f"staff:{by.id}", now=now, detail=detail)
    audit.write(session, by.id, kind, f"ticket:{ticket.id}", detail=detail, now=now)
    service.tell(session, ticket.id, kind, now=now)
    return found


def _give(
    session: Session, found: CompensationView, ticket: TicketView, by: StaffView, now: datetime
) -> None:
    member_id = _member(session, ticket)
    if member_id is None:
        raise Missing("member")
    if found.coupon:
        _issue(session, found.id, found.coupon, member_id, now)
        return
    earning.adjust(
        session,
        member_id,
        found.points,
        key=f"compensation:{found.id}",
        reason=f"工单 #{ticket.number}：{found.reason}",
        actor=f"staff:{by.id}",
        now=now,
    )


def _member(session: Session, ticket: TicketView) -> int | None:
    """Whose account it is now: they may have joined, or been merged, since the ticket opened."""
    return contacts.get(session, ticket.contact_id).member_id or ticket.member_id


def _issue(
    session: Session, compensation_id: int, coupon: str, member_id: int, now: datetime
) -> None:
    key = f"compensation:{compensation_id}"
    try:
        coupons.issue(session, coupon, member_id, source="ticket", key=key, now=now)
    except CouponNotIssuedError:
        raise Missing("coupon") from None


def offered(session: Db) -> list[tuple[str, str]]:
    """The coupons that may be given: key and name."""
    return [(one.key, one.name) for one in coupon_templates.every(session) if one.enabled]


def of_ticket(session: Db, ticket_id: int) -> list[CompensationView]:
    """What was promised inside a ticket, oldest first."""
    return [CompensationView(*row) for row in stored.of_ticket(session, ticket_id)]


def waiting(session: Db) -> list[Waiting]:
    """What waits for a supervisor, oldest first."""
    names = {one.key: one.name for one in coupon_templates.every(session)}
    found = [
        (CompensationView(*columns), contact) for *columns, contact in stored.waiting(session)
    ]
    return [
        Waiting(one, contact, _called(one.points, one.coupon, names)) for one, contact in found
    ]


def waiting_count(session: Db) -> int:
    """How many promises wait for a supervisor."""
    return stored.waiting_count(session)


def _get(session: Db, compensation_id: int) -> CompensationView:
    row = stored.by_id(session, compensation_id)
    if row is None:
        raise NotFound("compensation", compensation_id)
    return CompensationView(*row)


def _what(session: Db, points: int, coupon: str) -> str:
    """What is promised, in words for the history."""
    names = {one.key: one.name for one in coupon_templates.every(session)} if coupon else {}
    return _called(points, coupon, names)


def _called(points: int, coupon: str | None, names: Mapping[str, str]) -> str:
    return f"「{names.get(coupon, coupon)}」" if coupon else f"{points:,} 积分"


def _within_limits(
    session: Db, ticket_id: int, staff_id: int, is_coupon: bool, now: datetime
) -> bool:
    """Whether the promises, this one too, stay under the limits of the ticket and of the day."""
    rules = settings.get(session)
    if is_coupon:
        here, lately = stored.coupons_promised(session, ticket_id, staff_id, now - _DAY)
        return here <= 1 and lately <= rules.coupons_per_day
    on_ticket, today = stored.promised(session, ticket_id, staff_id, now - _DAY)
    return on_ticket <= rules.points_per_ticket and today <= rules.points_per_day
