"""What follows from an order, in this order: figures, coupon, referral."""

from datetime import datetime

from membership import aggregates
from membership.aggregates import OrderStep
from membership.database import Db
from membership.figures import Standing
from membership.order_values import OrderState, Posted
from membership.orders.planning import Terms


def follow(db: Db, posted: Posted, by: Terms, *, now: datetime) -> None:
    """Call each follower with what was posted; nothing follows an order of nobody."""
    if posted.member_id is None:
        return
    _keep_figures(db, posted.member_id, posted, by, now=now)


def _keep_figures(db: Db, member_id: int, posted: Posted, by: Terms, *, now: datetime) -> None:
    paid_at = posted.after.paid_at
    if paid_at is None:
        return
    step = OrderStep(member_id, paid_at, _standing(posted.before), _standing(posted.after))
    if step.before != step.after:
        aggregates.record(db, [step], timezone=by.timezone, now=now, context=by.lifecycle)


def _standing(state: OrderState | None) -> Standing:
    if state is None or not state.counts:
        return Standing(counted=False, net=0)
    return Standing(counted=True, net=state.net, discounted=state.coupon_code is not None)
