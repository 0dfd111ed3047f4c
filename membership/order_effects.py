"""What follows from an order besides points and growth, in the order's own transaction."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from membership import aggregates, coupons, referral
from membership.aggregates import OrderStep
from membership.figures import Standing
from membership.lifecycle import LifecycleContext
from store.statements import Db


@dataclass(frozen=True, slots=True)
class OrderChange:
    """A member's order before and after; `amount` is the fen ordered, before any refund."""

    external_id: str
    member_id: int
    paid_at: datetime
    amount: int
    coupon_code: str | None
    before: Standing
    after: Standing


def apply(
    db: Db,
    change: OrderChange,
    *,
    now: datetime,
    timezone: ZoneInfo,
    context: LifecycleContext | None = None,
) -> None:
    """Use or give back its coupon, keep figures, stage and tags current, reward or take back a
    recommendation. The order is written already, and its member's points account is locked.

    Raises what `coupons.use` raises: the order and its coupon stand or fall together.
    """
    if change.before == change.after:
        return
    _coupon(db, change, now)
    aggregates.record(db, [step_of(change)], now=now, timezone=timezone, context=context)
    _referral(db, change, now, timezone)


def step_of(change: OrderChange) -> OrderStep:
    return OrderStep(change.member_id, change.paid_at, change.before, change.after)


def _coupon(db: Db, change: OrderChange, now: datetime) -> None:
    if change.coupon_code is None:
        return
    if change.after.counted and not (change.before.counted and change.before.discounted):
        coupons.use(
            db,
            change.coupon_code,
            member_id=change.member_id,
            order_ref=change.external_id,
            amount=change.amount,
            now=now,
            paid_at=change.paid_at,
        )
    elif change.before.counted and not change.after.counted:
        coupons.give_back(db, order_ref=change.external_id, now=now)


def _referral(db: Db, change: OrderChange, now: datetime, timezone: ZoneInfo) -> None:
    if change.after.counted and not change.before.counted:
        referral.order_paid(
            db,
            change.member_id,
            order_ref=change.external_id,
            paid_at=change.paid_at,
            net=change.after.net,
            now=now,
            timezone=timezone,
        )
    elif change.before.counted and _is_less(change):
        referral.order_reduced(db, order_ref=change.external_id, net=change.after.net, now=now)


def _is_less(change: OrderChange) -> bool:
    return not change.after.counted or change.after.net < change.before.net
