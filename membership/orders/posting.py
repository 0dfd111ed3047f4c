"""Posting an order message: the row, its points and growth, and whatever follows from it."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from membership import levels, lifecycle, rules
from membership.business_time import CHINA
from membership.errors import NotFoundError
from membership.order_values import OrderIn, OrderState, Posted
from membership.orders import followers, repository
from membership.orders.checking import checked, joined
from membership.orders.planning import Plan, Terms, is_repeated, plan
from membership.orders.settling import settle
from store.statements import Db

MERGES_FOLLOWED = 16


def terms(db: Db, *, timezone: ZoneInfo = CHINA, now: datetime | None = None) -> Terms:
    """Read the rules and levels once, for `post` to settle many orders by.

    With `now` also what the lifecycle goes by, for orders that are posted together.
    """
    context = None if now is None else lifecycle.context(db, now=now)
    return Terms(rules.book(db), levels.load(db), timezone, context)


def post(
    db: Db,
    order: OrderIn,
    *,
    now: datetime,
    timezone: ZoneInfo = CHINA,
    by: Terms | None = None,
) -> Posted:
    """Take in what is said about an order; the same again changes nothing.

    Points spent and earned, growth, level, figures, coupon and referral follow here, in the
    caller's transaction. Raises `FieldError` naming the wrong field, `NotFoundError` for an
    unknown member, `InsufficientPointsError` when `points_spent` are not there.
    """
    order = checked(order, now=now)
    by = by or terms(db, timezone=timezone)
    kept = repository.lock(db, order.external_id)
    planned = _plan(db, kept, order, by, now)
    if kept is not None and is_repeated(kept, planned.heard):
        return _unchanged(kept)
    with _whole(db, planned):
        posted = _write(db, kept, order, planned, by, now)
    return posted or post(db, order, now=now, timezone=timezone, by=by)


def _whole(db: Db, plan: Plan) -> AbstractContextManager[object]:
    """Let nothing of an order stay that its points or its coupon refuse."""
    heard = plan.heard
    may_be_refused = heard.points_spent or heard.hold_id or heard.state.coupon_code
    return db.begin_nested() if may_be_refused else nullcontext()


def _write(
    db: Db, kept: Any, order: OrderIn, planned: Plan, by: Terms, now: datetime
) -> Posted | None:
    """Write the row and all that follows; none when another transaction wrote it first."""
    row = planned.row(order.external_id, kept.source if kept else order.source, now=now)
    if kept is None:
        order_id = repository.add(db, {**row, "created_at": now})
        if order_id is None:
            return None
    else:
        order_id = kept.id
        repository.update(db, order_id, row)
    raised = settle(db, order, planned, by, now=now)
    posted = _posted(kept, order_id, order, planned, raised.code if raised else None)
    followers.follow(db, posted, by, now=now)
    return posted


def _posted(
    kept: Any, order_id: int, order: OrderIn, planned: Plan, raised_to: str | None
) -> Posted:
    before, after = planned.before, planned.after
    return Posted(
        order_id,
        order.external_id,
        planned.heard.member_id,
        _state(kept) if kept is not None else None,
        planned.heard.state,
        points=after.points_earned - before.points_earned,
        growth=after.growth_earned - before.growth_earned,
        points_restored=after.points_restored - before.points_restored,
        raised_to=raised_to,
        followed_before=kept is not None and kept.member_id is not None,
    )


def _plan(db: Db, kept: Any, order: OrderIn, by: Terms, now: datetime) -> Plan:
    wanted = order.member_id or (kept.member_id if kept else None)
    member_id, level_id = _member(db, wanted) if wanted else (None, None)
    if kept is not None and member_id not in {None, kept.member_id}:
        member_id, level_id = _parted(db, kept, member_id, level_id)
    heard = joined(kept, order, member_id, now=now)
    return plan(kept, heard, by.levels.of(level_id), by)


def _member(db: Db, member_id: int) -> tuple[int, int | None]:
    """Lock the member, or the one they were merged into; return their number and level."""
    wanted = member_id
    for _ in range(MERGES_FOLLOWED):
        row = repository.lock_member(db, member_id)
        if row is None:
            break
        if row.merged_into_id is None:
            return row.id, row.level_id
        member_id = row.merged_into_id
    raise NotFoundError("member", wanted)


def _parted(
    db: Db, kept: Any, member_id: int | None, level_id: int | None
) -> tuple[int | None, int | None]:
    """Who an order belongs to that came for somebody while they were merged into another: what
    happened then stays with the other when the two are parted."""
    if kept.member_id is None or not repository.was_merged(db, member_id, into=kept.member_id):
        return member_id, level_id
    return _member(db, kept.member_id)


def _unchanged(kept: Any) -> Posted:
    state = _state(kept)
    return Posted(kept.id, kept.external_id, kept.member_id, state, state, changed=False)


def _state(kept: Any) -> OrderState:
    return OrderState(
        kept.status, kept.amount, kept.refunded_amount, kept.paid_at, kept.coupon_code
    )
