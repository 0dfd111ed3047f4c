"""What an order message must look like, and how it joins what was heard before."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from membership import checks
from membership.codes import normalised
from membership.errors import FieldError
from membership.order_values import (
    CANCELLED,
    PAID,
    PART_REFUNDED,
    PENDING,
    REFUNDED,
    STATUSES,
    OrderIn,
    OrderLine,
    OrderState,
)

MOST_FEN = 10**11
MOST_LINES = 500
MOST_POINTS = 10**9


def checked(order: OrderIn, *, now: datetime) -> OrderIn:
    """Return the message with its values checked; raise `FieldError` naming the field."""
    amount = order.amount
    if amount is not None:
        checks.whole("amount", amount, most=MOST_FEN)
    if order.member_id is not None:
        checks.whole("member_id", order.member_id, least=1, most=2**63 - 1)
    if order.hold_id is not None:
        checks.whole("hold_id", order.hold_id, least=1, most=2**63 - 1)
    coupon = order.coupon_code
    return replace(
        order,
        external_id=checks.text("external_id", order.external_id, most=64, least=1),
        status=checks.option("status", order.status, STATUSES),
        refunded_amount=checks.whole("refunded_amount", order.refunded_amount, most=MOST_FEN),
        paid_at=_past("paid_at", order.paid_at, now),
        occurred_at=_past("occurred_at", order.occurred_at, now),
        lines=_lines(order.lines, amount),
        coupon_code=checks.text("coupon_code", coupon, most=64) or None if coupon else None,
        points_spent=checks.whole("points_spent", order.points_spent, most=MOST_POINTS),
        source=checks.text("source", order.source, most=64, least=1),
    )


def _past(field: str, value: datetime | None, now: datetime) -> datetime | None:
    return None if value is None else checks.past(field, value, now=now)


def _lines(lines: object, amount: int | None) -> tuple[OrderLine, ...]:
    found = checks.items("lines", lines, most=MOST_LINES)
    checked_lines = tuple(_line(f"lines[{at}]", line) for at, line in enumerate(found))
    total = sum(line.amount for line in checked_lines)
    if checked_lines and amount is not None and total != amount:
        raise FieldError("lines", "malformed", f"sum {amount}")
    return checked_lines


def _line(path: str, line: object) -> OrderLine:
    if not isinstance(line, OrderLine):
        raise FieldError(path, "wrong_type", "order line")
    return OrderLine(
        checks.text(f"{path}.category", line.category, most=64),
        checks.whole(f"{path}.amount", line.amount, most=MOST_FEN),
        checks.text(f"{path}.name", line.name, most=200),
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """All that has been heard about an order so far."""

    state: OrderState
    member_id: int | None
    lines: tuple[OrderLine, ...]
    points_spent: int
    hold_id: int | None
    event_at: datetime


def joined(kept: Any, order: OrderIn, member_id: int | None, *, now: datetime) -> Heard:
    """Join a checked message with the order's row, if there is one.

    What was paid, refunded or cancelled never becomes undone by a message that comes late. Until
    it was paid, the newest word on amount, coupon and points holds; after that another one is
    refused. Raises `FieldError` also for another member, or more refunded than paid.
    """
    amount = _amount(kept, order)
    member = _same("member_id", kept.member_id if kept else None, member_id)
    refunded = max(kept.refunded_amount if kept else 0, order.refunded_amount)
    whole = (kept is not None and kept.status == REFUNDED) or (
        order.status == REFUNDED and order.refunded_amount == 0
    )
    if whole and amount is not None:
        refunded = amount
    if amount is not None and refunded > amount:
        raise FieldError("refunded_amount", "too_large", amount)
    cancelled = order.status == CANCELLED or (kept is not None and kept.status == CANCELLED)
    if order.status == PAID and amount is None:
        raise FieldError("amount", "missing")
    paid_at = (kept.paid_at if kept else None) or _paid_at(order, amount, now)
    state = OrderState(
        status=_status(amount, refunded, paid_at, whole=whole, cancelled=cancelled),
        amount=amount,
        refunded_amount=refunded,
        paid_at=paid_at,
        coupon_code=_coupon(kept, order),
    )
    return Heard(
        state,
        member,
        order.lines or _kept_lines(kept),
        *_paid_with(kept, order),
        order.occurred_at or now,
    )


def is_settled(kept: Any) -> bool:
    """Whether an order's row has had its effect on points; till then all it says are wishes."""
    return kept is not None and kept.earning is not None


def _amount(kept: Any, order: OrderIn) -> int | None:
    """What was paid; a price is changed while it waits to be, and old news of waiting are none."""
    if kept is None or (kept.status == PENDING and not kept.refunded_amount):
        return order.amount if order.amount is not None or kept is None else kept.amount
    return _same("amount", kept.amount, None if order.status == PENDING else order.amount)


def _coupon(kept: Any, order: OrderIn) -> str | None:
    """The coupon it is paid with; a purchase has but one, and keeps it."""
    before, said = kept.coupon_code if kept else None, order.coupon_code
    if before is None or said is None or normalised(before) == normalised(said):
        return before or said
    if kept.status in {PAID, PART_REFUNDED}:
        raise FieldError("coupon_code", "changed", before)
    return said if kept.status == PENDING else before


def _paid_with(kept: Any, order: OrderIn) -> tuple[int, int | None]:
    """The points it is paid with, and the hold they come from."""
    before, hold_id = (kept.points_spent, kept.hold_id) if kept else (0, None)
    if not is_settled(kept):
        return order.points_spent or before, order.hold_id or hold_id
    spent = _same("points_spent", before or None, order.points_spent or None) or 0
    return spent, hold_id or order.hold_id


def _same(field: str, before: int | None, said: int | None) -> int | None:
    if before is not None and said is not None and before != said:
        raise FieldError(field, "changed", before)
    return said if before is None else before


def _paid_at(order: OrderIn, amount: int | None, now: datetime) -> datetime | None:
    """When it was paid; a refund or a cancellation says nothing of it unless it tells a time."""
    if order.paid_at is not None and order.status != PENDING:
        return order.paid_at
    if order.status in {PAID, PART_REFUNDED} and amount is not None:
        return order.occurred_at or now
    return None


def _status(
    amount: int | None, refunded: int, paid_at: datetime | None, *, whole: bool, cancelled: bool
) -> str:
    if cancelled:
        return CANCELLED
    if whole:
        return REFUNDED
    if paid_at is None or amount is None:
        return PENDING
    if refunded:
        return REFUNDED if refunded == amount else PART_REFUNDED
    return PAID


def _kept_lines(kept: Any) -> tuple[OrderLine, ...]:
    rows = kept.lines if kept else ()
    return tuple(OrderLine(row["category"], row["amount"], row.get("name", "")) for row in rows)
