"""Queries that find whom to ask, and write down who is to be asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select

from membership.models import Member, MemberFigures, Order
from messaging.models import Contact
from store.statements import Db, insert_many_once, table
from surveys.drawing import PRIME, Draw
from surveys.repository.rows import invitation
from tickets.models import Ticket
from tickets.values import KINDS

_member = table(Member)
_figures = table(MemberFigures)
_order = table(Order)
_ticket = table(Ticket)
_contact = table(Contact)
_COUNTED = ("paid", "part_refunded")
_subjects: Any = bindparam("subjects", expanding=True)
_known = select(invitation.c.subject).where(
    invitation.c.survey_id == bindparam("survey"),
    invitation.c.occasion == bindparam("occasion"),
    invitation.c.subject.in_(_subjects),
)


def known(db: Db, survey_id: int, occasion: str, subjects: Sequence[str]) -> set[str]:
    """Those who have an invitation for this occasion already."""
    given = {"survey": survey_id, "occasion": occasion, "subjects": subjects}
    return set(db.execute(_known, given).scalars())


def add(db: Db, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write invitations; those of a subject and occasion that is there already are left out."""
    insert_many_once(db, invitation, rows)


def sample(
    db: Db,
    draw: Draw,
    *,
    after: int,
    min_orders: int,
    bought_since: datetime | None,
    joined_before: datetime,
    limit: int,
) -> list[int]:
    """The members of a day's draw that the survey is for, by number from `after` on."""
    hashed = ((_member.c.id % PRIME) * draw.factor + draw.shift) % PRIME
    query = select(_member.c.id).where(
        _member.c.id > after,
        _member.c.merged_into_id.is_(None),
        _member.c.joined_at <= joined_before,
        hashed < draw.limit,
    )
    if min_orders or bought_since is not None:
        query = query.join(_figures, _figures.c.member_id == _member.c.id)
        query = query.where(_figures.c.order_count >= min_orders)
    if bought_since is not None:
        query = query.where(_figures.c.last_order_at >= bought_since)
    return list(db.execute(query.order_by(_member.c.id).limit(limit)).scalars())


def settled_tickets(
    db: Db, survey_id: int, *, kinds: Sequence[str], since: datetime, until: datetime, limit: int
) -> list[Any]:
    """Tickets that staff answered and settled then, not rated and not asked about yet."""
    asked = exists().where(
        invitation.c.ticket_id == _ticket.c.id, invitation.c.survey_id == survey_id
    )
    query = (
        _of_ticket.where(
            _ticket.c.state == "resolved",
            _ticket.c.resolved_at > since,
            _ticket.c.resolved_at <= until,
            _ticket.c.resolved_by.is_not(None),
            _ticket.c.first_response_at.is_not(None),
            _ticket.c.rating.is_(None),
            _ticket.c.kind.in_(kinds or [kind for kind in KINDS if kind != "survey"]),
            ~asked,
        )
        .order_by(_ticket.c.resolved_at, _ticket.c.id)
        .limit(limit)
    )
    return list(db.execute(query))


def tickets(db: Db, ids: Sequence[int]) -> list[Any]:
    return list(db.execute(_of_ticket.where(_ticket.c.id.in_(ids))))


_of_ticket = select(
    _ticket.c.id,
    func.coalesce(_contact.c.member_id, _ticket.c.member_id).label("member_id"),
    _ticket.c.contact_id,
    _ticket.c.owner_id,
    _ticket.c.resolved_by,
).select_from(_ticket.outerjoin(_contact, _contact.c.id == _ticket.c.contact_id))
"""Whose a chat is now: they may have joined since, or their record was merged."""


def orders(
    db: Db, survey_id: int, *, since: datetime, until: datetime, nth: int, limit: int
) -> list[Any]:
    """Orders paid then that still count; with `nth` only those that were their member's nth."""
    asked = exists().where(
        invitation.c.member_id == _order.c.member_id,
        invitation.c.order_id == _order.c.id,
        invitation.c.survey_id == survey_id,
    )
    query = select(_order.c.id, _order.c.member_id, _order.c.source).where(
        _order.c.paid_at > since,
        _order.c.paid_at <= until,
        _order.c.member_id.is_not(None),
        _order.c.status.in_(_COUNTED),
        ~asked,
    )
    if nth:
        query = query.where(_place() == nth)
    return list(db.execute(query.order_by(_order.c.paid_at.desc(), _order.c.id).limit(limit)))


def _place() -> Any:
    """The how-manieth counted order of its member an order is."""
    other = _order.alias("earlier")
    sooner = or_(
        other.c.paid_at < _order.c.paid_at,
        and_(other.c.paid_at == _order.c.paid_at, other.c.id <= _order.c.id),
    )
    return (
        select(func.count())
        .where(other.c.member_id == _order.c.member_id, other.c.status.in_(_COUNTED), sooner)
        .correlate(_order)
        .scalar_subquery()
    )
