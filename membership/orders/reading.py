"""Orders as others may see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from membership.orders import repository
from store.statements import Db


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as last heard of; money in fen."""

    id: int
    external_id: str
    member_id: int | None
    status: str
    amount: int | None
    refunded_amount: int
    paid_at: datetime | None
    coupon_code: str | None
    points_spent: int
    points_restored: int
    points_earned: int
    growth_earned: int
    source: str


def by_external_id(db: Db, external_id: str) -> OrderView | None:
    """Return an order by the shop system's number."""
    row = repository.read(db, external_id)
    return None if row is None else _view(row)


def of_member(db: Db, member_id: int, *, limit: int = 20) -> list[OrderView]:
    """Return a member's latest orders, the newest first."""
    return [_view(row) for row in repository.latest(db, member_id, limit)]


def _view(row: Any) -> OrderView:
    return OrderView(
        row.id,
        row.external_id,
        row.member_id,
        row.status,
        row.amount,
        row.refunded_amount,
        row.paid_at,
        row.coupon_code,
        row.points_spent,
        row.points_restored,
        row.points_earned,
        row.growth_earned,
        row.source,
    )
