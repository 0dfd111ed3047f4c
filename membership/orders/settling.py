"""The points and growth of an order, moved from what it had brought to what it shall."""

from datetime import datetime

from membership import levels, points
from membership.errors import FieldError
from membership.levels import Level
from membership.order_values import CANCELLED, OrderIn
from membership.orders.planning import Plan, Terms
from store.statements import Db

SOURCE = "order"


def settle(db: Db, order: OrderIn, plan: Plan, terms: Terms, *, now: datetime) -> Level | None:
    """Write what changes; return the level that the growth raised the member to, if any.

    What was paid with points returns before what was earned is taken back, so that a refund makes
    no debt that its own points could have paid.
    """
    if plan.heard.member_id is None or plan.rate is None:
        return None
    _spend(db, order, plan, now)
    _restore(db, order, plan, now)
    _earn(db, order, plan, terms, now)
    return _grow(db, order, plan, terms, now)


def step(order: OrderIn, plan: Plan) -> str:
    """Name the idempotency key of this step of the order: paid, refunded so far, cancelled."""
    state = plan.heard.state
    if state.status == CANCELLED:
        return f"{order.external_id}:cancelled"
    if state.refunded_amount:
        return f"{order.external_id}:refunded:{state.refunded_amount}"
    return f"{order.external_id}:paid"


def _spend(db: Db, order: OrderIn, plan: Plan, now: datetime) -> None:
    wanted = plan.after.points_spent - plan.before.points_spent
    if wanted == 0:
        return
    if plan.heard.hold_id is not None:
        if points.is_confirmed(db, plan.heard.hold_id):
            raise FieldError("hold_id", "changed", "confirmed")
        _check_hold(points.confirm(db, plan.heard.hold_id, now=now), plan, wanted)
        return
    member = _member(plan)
    points.spend(db, member, wanted, source=SOURCE, key=_spending(order), now=now)


def _restore(db: Db, order: OrderIn, plan: Plan, now: datetime) -> None:
    back = plan.after.points_restored - plan.before.points_restored
    if back <= 0:
        return
    if plan.heard.hold_id is not None:
        spent: points.Entry | None = points.confirm(db, plan.heard.hold_id, now=now)
    else:
        spent = points.find_entry(db, SOURCE, _spending(order))
    assert spent is not None
    key = f"{step(order, plan)}:back"
    points.restore(db, spent.id, back, source=SOURCE, key=key, now=now)


def _check_hold(spent: points.Entry, plan: Plan, wanted: int) -> None:
    """Refuse a hold of another amount, or of somebody else."""
    if spent.points != -wanted or spent.member_id != plan.heard.member_id:
        raise FieldError("hold_id", "changed", -spent.points)


def _spending(order: OrderIn) -> str:
    return f"{order.external_id}:spent"


def _earning(order: OrderIn) -> str:
    return f"{order.external_id}:earned"


def _earn(db: Db, order: OrderIn, plan: Plan, terms: Terms, now: datetime) -> None:
    gained = plan.after.points_earned - plan.before.points_earned
    state, rate = plan.heard.state, plan.rate
    assert rate is not None
    if gained > 0:
        points.earn(
            db,
            _member(plan),
            gained,
            source=SOURCE,
            key=_earning(order),
            now=now,
            occurred_at=state.paid_at,
            rule={**rate.explanation, "amount": state.amount, "net": state.net},
            timezone=terms.timezone,
            in_force=terms.book.at(state.paid_at or now),
        )
    elif gained < 0:
        earned = points.find_entry(db, SOURCE, _earning(order))
        assert earned is not None
        points.claw_back(
            db,
            earned.id,
            -gained,
            source=SOURCE,
            key=step(order, plan),
            now=now,
            occurred_at=plan.heard.event_at,
            rule={"amount": state.amount, "net": state.net},
            in_force=terms.book.at(now),
        )


def _grow(db: Db, order: OrderIn, plan: Plan, terms: Terms, now: datetime) -> Level | None:
    grown = plan.after.growth_earned - plan.before.growth_earned
    if grown == 0:
        return None
    state = plan.heard.state
    return levels.add_growth(
        db,
        _member(plan),
        grown,
        kind="earn" if grown > 0 else "claw_back",
        source=SOURCE,
        key=step(order, plan),
        now=now,
        occurred_at=state.paid_at if grown > 0 else plan.heard.event_at,
        detail={"amount": state.amount, "net": state.net},
        timezone=terms.timezone,
        levels=terms.levels,
    )


def _member(plan: Plan) -> int:
    assert plan.heard.member_id is not None
    return plan.heard.member_id
