"""An order's change in the words of those who follow it: figures, coupon, referral."""

from datetime import datetime

from membership import order_effects
from membership.figures import Standing
from membership.order_effects import OrderChange
from membership.order_values import OrderState, Posted
from membership.orders.planning import Terms
from store.statements import Db


def follow(db: Db, posted: Posted, by: Terms, *, now: datetime) -> None:
    """Let everything follow that follows from an order; nothing follows an order of nobody."""
    if (change := change_of(posted)) is not None:
        order_effects.apply(db, change, now=now, timezone=by.timezone, context=by.lifecycle)


def change_of(posted: Posted) -> OrderChange | None:
    """Return what changed for the member; none while the order has no member or is not paid."""
    state = posted.after
    if posted.member_id is None or state.paid_at is None or state.amount is None:
        return None
    return OrderChange(
        external_id=posted.external_id,
        member_id=posted.member_id,
        paid_at=state.paid_at,
        amount=state.amount,
        coupon_code=state.coupon_code,
        before=_standing(posted.before if posted.followed_before else None),
        after=_standing(state),
    )


def _standing(state: OrderState | None) -> Standing:
    if state is None or not state.counts:
        return Standing(counted=False, net=0)
    return Standing(counted=True, net=state.net, discounted=state.coupon_code is not None)
