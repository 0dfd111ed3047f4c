"""The queries of members' figures."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from membership.bulk_repository import insert_many, update_many
from membership.figures import Figures, Standing, standing
from membership.models.lifecycle import LifecycleTransition, MemberFigures
from membership.models.orders import Order
from store.statements import Db, table

FIGURES = table(MemberFigures)
TRANSITIONS = table(LifecycleTransition)
IDS_PER_QUERY = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A member's figures and stage as they stand in the database."""

    figures: Figures
    stage: str
    stage_since: datetime
    cycle: float | None
    next_at: datetime | None


def load(db: Db, members: Collection[int]) -> dict[int, Kept]:
    """Figures of those of `members` that have any, locked until the transaction ends."""
    kept: dict[int, Kept] = {}
    ids = sorted(set(members))
    for start in range(0, len(ids), IDS_PER_QUERY):
        chosen = FIGURES.c.member_id.in_(ids[start : start + IDS_PER_QUERY])
        statement = select(FIGURES).where(chosen).order_by(FIGURES.c.member_id)
        for row in db.execute(statement.with_for_update()):
            kept[row.member_id] = _kept(row)
    return kept


def read(db: Db, member_id: int) -> Kept | None:
    """One member's figures, not locked."""
    row = db.execute(select(FIGURES).where(FIGURES.c.member_id == member_id)).one_or_none()
    return _kept(row) if row is not None else None


def save(db: Db, rows: Mapping[int, dict[str, Any]], existing: Collection[int]) -> None:
    """Write `rows` (by member), inserting those whose member is not in `existing`."""
    new = [{"member_id": member, **row} for member, row in rows.items() if member not in existing]
    old = [{"of_member_id": member, **row} for member, row in rows.items() if member in existing]
    insert_many(db, FIGURES, new)
    update_many(db, FIGURES, old, by="member_id")


def add_transitions(db: Db, rows: Sequence[dict[str, Any]]) -> None:
    insert_many(db, TRANSITIONS, rows)


def orders_of(db: Db, member_id: int) -> Iterable[tuple[datetime, Standing]]:
    """A member's own orders, by their index."""
    orders = table(Order).c
    statement = select(
        orders.paid_at, orders.status, orders.amount, orders.refunded_amount, orders.coupon_code
    ).where(orders.member_id == member_id, orders.paid_at.is_not(None), orders.amount.is_not(None))
    for paid_at, status, amount, refunded, coupon in db.execute(statement):
        yield paid_at, standing(status, amount, refunded, coupon)


def columns(figures: Figures) -> dict[str, Any]:
    """The columns that figures fill."""
    return {
        "first_order_at": figures.first_order_at,
        "last_order_at": figures.last_order_at,
        "order_count": figures.order_count,
        "amount_sum": figures.amount_sum,
        "discounted_count": figures.discounted_count,
        "buying_days": [list(day) for day in figures.days],
        "median_gap": figures.median_gap,
    }


def _kept(row: Row[Any]) -> Kept:
    figures = Figures(
        first_order_at=row.first_order_at,
        last_order_at=row.last_order_at,
        order_count=row.order_count,
        amount_sum=row.amount_sum,
        discounted_count=row.discounted_count,
        days=tuple((day, orders) for day, orders in row.buying_days),
    )
    return Kept(figures, row.stage, row.stage_since, row.cycle, row.next_transition_at)


def sample(db: Db, size: int) -> list[Figures]:
    """About `size` members with orders, spread evenly over all."""
    ordered = FIGURES.c.order_count > 0
    total = db.execute(select(func.count()).select_from(FIGURES).where(ordered)).scalar_one()
    stride = max(int(total) // size, 1)
    statement = select(FIGURES).where(ordered, FIGURES.c.member_id % stride == 0).limit(size)
    return [_kept(row).figures for row in db.execute(statement)]
