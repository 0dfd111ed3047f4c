"""Orders for the tests of rewards and lifecycle."""

from datetime import datetime
from typing import Any

from membership import orders
from store.statements import Db
from tests.membership.rewards_shop import NOON, SHANGHAI


def pay(
    db: Db,
    member_id: int,
    external_id: str,
    *,
    amount: int = 10_000,
    at: datetime = NOON,
    now: datetime | None = None,
    **values: Any,
) -> orders.Posted:
    order = orders.OrderIn(
        external_id=external_id, member_id=member_id, amount=amount, paid_at=at, **values
    )
    return orders.post(db, order, now=now or at, timezone=SHANGHAI)


def refund(
    db: Db, external_id: str, *, now: datetime, amount: int = 0, status: str = "refunded"
) -> orders.Posted:
    order = orders.OrderIn(external_id=external_id, status=status, refunded_amount=amount)
    return orders.post(db, order, now=now, timezone=SHANGHAI)
