"""What happened to the members of a campaign, counted by the database.

A member is counted once, from the first delivery in the span, in the group of that delivery;
everything within the goal window after entering counts, in both groups alike.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Float, Select, and_, case, cast, distinct, func, select
from sqlalchemy import type_coerce as as_type
from sqlalchemy.sql.selectable import Subquery

from campaigns.effect.statistics import Sample
from campaigns.effect.values import Arm, Costs, Outcome, Span
from campaigns.models import Campaign, CampaignVersion, Delivery
from membership.figures import COUNTED
from membership.models import Coupon, Order
from messaging.models import Contact, Outbox
from store.statements import Db
from tickets.models import Ticket

COMPLAINT = "complaint"
_MICROSECOND = timedelta(microseconds=1)
_CODES = 900


def arms(
    db: Db, campaign_id: int, span: Span, window: timedelta, *, ripe: datetime
) -> dict[str, Arm]:
    """The groups by arm, of members who entered before `ripe`."""
    entrants = _entrants(campaign_id, Span(span.since, min(span.until, ripe)))
    found = {row.arm: row for row in db.execute(_orders(entrants, window))}
    left = dict(_pairs(db, _unfollowed(entrants, window)))
    angry = dict(_pairs(db, _complained(entrants, window)))
    return {arm: _arm(row, left.get(arm, 0), angry.get(arm, 0)) for arm, row in found.items()}


def goal_days(db: Db, campaign_id: int) -> int | None:
    """How long the campaign in force gives its members to reach its goal."""
    current = and_(
        CampaignVersion.campaign_id == Campaign.id, CampaignVersion.version == Campaign.version
    )
    statement = select(CampaignVersion.document).join(Campaign, current)
    document = db.execute(statement.where(Campaign.id == campaign_id)).scalar()
    days = (document or {}).get("goal", {}).get("days")
    return days if isinstance(days, int) else None


def entered(db: Db, campaign_id: int, span: Span) -> int:
    """How many members entered within the span."""
    statement = select(func.count(distinct(Delivery.member_id)))
    return db.execute(statement.where(*_within(campaign_id, span))).scalar_one()


def costs(db: Db, campaign_id: int, span: Span) -> Costs:
    """What was given to the treated who entered within the span, and what became of it."""
    statement = select(Delivery.gift).where(
        *_within(campaign_id, span), Delivery.gift.is_not(None)
    )
    gifts = [row.gift for row in db.execute(statement) if row.gift]
    codes = [gift["coupon"] for gift in gifts if gift.get("coupon")]
    used, discount = _used(db, codes)
    points = sum(gift.get("points") or 0 for gift in gifts)
    return Costs(len(codes), used, discount, points)


def outcomes(db: Db, campaign_id: int, span: Span) -> tuple[Outcome, ...]:
    """The deliveries by what became of them: of a message's own state once there is one."""
    state = case((Outbox.id.is_not(None), Outbox.state), else_=Delivery.state)
    reason = case((Outbox.id.is_not(None), Outbox.reason), else_=Delivery.rule)
    statement = (
        select(state, reason, func.count())
        .select_from(Delivery)
        .outerjoin(Outbox, Outbox.id == Delivery.outbox_id)
        .where(*_within(campaign_id, span))
        .group_by(state, reason)
        .order_by(func.count().desc())
    )
    return tuple(Outcome(row[0], row[1] or "", row[2]) for row in db.execute(statement))


def active(db: Db, span: Span) -> Sequence[tuple[int, str, str]]:
    """Number, name and kind of the campaigns that anybody entered within the span."""
    among = select(Delivery.campaign_id).where(
        Delivery.entered_at >= span.since, Delivery.entered_at < span.until
    )
    statement = select(Campaign.id, Campaign.name, Campaign.kind).where(Campaign.id.in_(among))
    return [(row.id, row.name, row.kind) for row in db.execute(statement.order_by(Campaign.id))]


def _within(campaign_id: int, span: Span) -> tuple[Any, ...]:
    return (
        Delivery.campaign_id == campaign_id,
        Delivery.entered_at >= span.since,
        Delivery.entered_at < span.until,
    )


def _entrants(campaign_id: int, span: Span) -> Subquery:
    first = (
        select(func.min(Delivery.id).label("id"))
        .where(*_within(campaign_id, span))
        .group_by(Delivery.member_id)
        .subquery("first")
    )
    kept = select(Delivery.member_id, Delivery.arm, Delivery.entered_at)
    return kept.join(first, first.c.id == Delivery.id).subquery("entrant")


def _inside(at: Any, entrants: Subquery, window: timedelta) -> Any:
    """Whether an instant lies within the goal window of an entrant."""
    begin = as_type(entrants.c.entered_at, BigInteger)
    moment = as_type(at, BigInteger)
    return and_(moment >= begin, moment < begin + window // _MICROSECOND)


def _orders(entrants: Subquery, window: timedelta) -> Select[Any]:
    count = func.count(Order.id)
    paid = func.coalesce(func.sum(Order.amount - Order.refunded_amount), 0)
    bought = and_(
        Order.member_id == entrants.c.member_id,
        Order.status.in_(COUNTED),
        _inside(Order.paid_at, entrants, window),
    )
    each = (
        select(
            entrants.c.arm,
            entrants.c.member_id,
            count.label("orders"),
            cast(paid, Float).label("revenue"),
        )
        .select_from(entrants)
        .outerjoin(Order, bought)
        .group_by(entrants.c.arm, entrants.c.member_id)
        .subquery("each_member")
    )
    return select(
        each.c.arm,
        func.count().label("members"),
        func.sum(case((each.c.orders > 0, 1), else_=0)).label("returned"),
        func.sum(each.c.orders).label("orders"),
        func.sum(each.c.orders * each.c.orders).label("orders_squared"),
        func.sum(each.c.revenue).label("revenue"),
        func.sum(each.c.revenue * each.c.revenue).label("revenue_squared"),
    ).group_by(each.c.arm)


def _unfollowed(entrants: Subquery, window: timedelta) -> Select[Any]:
    who = func.count(distinct(entrants.c.member_id))
    mine = Contact.member_id == entrants.c.member_id
    return (
        select(entrants.c.arm, who)
        .join(Contact, and_(mine, _inside(Contact.unfollowed_at, entrants, window)))
        .group_by(entrants.c.arm)
    )


def _complained(entrants: Subquery, window: timedelta) -> Select[Any]:
    who = func.count(distinct(entrants.c.member_id))
    mine = and_(Ticket.member_id == entrants.c.member_id, Ticket.kind == COMPLAINT)
    return (
        select(entrants.c.arm, who)
        .join(Ticket, and_(mine, _inside(Ticket.opened_at, entrants, window)))
        .group_by(entrants.c.arm)
    )


def _pairs(db: Db, statement: Select[Any]) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in db.execute(statement)]


def _arm(row: Any, unfollowed: int, complained: int) -> Arm:
    members = int(row.members)
    return Arm(
        members,
        int(row.returned),
        Sample(members, float(row.orders), float(row.orders_squared)),
        Sample(members, float(row.revenue), float(row.revenue_squared)),
        unfollowed,
        complained,
    )


def _used(db: Db, codes: list[str]) -> tuple[int, int]:
    used = discount = 0
    for start in range(0, len(codes), _CODES):
        part = codes[start : start + _CODES]
        statement = select(func.count(), func.coalesce(func.sum(Coupon.discount), 0)).where(
            Coupon.code.in_(part), Coupon.state == "used"
        )
        count, taken_off = db.execute(statement).one()
        used, discount = used + count, discount + int(taken_off)
    return used, discount
