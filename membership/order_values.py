"""What a shop system says about an order, and what became of it. Money is in fen."""

from dataclasses import dataclass
from datetime import datetime

PENDING = "pending"
PAID = "paid"
PART_REFUNDED = "part_refunded"
REFUNDED = "refunded"
CANCELLED = "cancelled"
STATUSES = (PENDING, PAID, PART_REFUNDED, REFUNDED, CANCELLED)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order, as far as earning rules care."""

    category: str
    amount: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class OrderIn:
    """One message about an order; messages may come twice and in any order.

    `refunded_amount` is what was refunded so far, all refunds together; a status of refunded with
    none given means the whole amount. `points_spent` were paid with, out of `hold_id` if given.
    """

    external_id: str
    status: str = PAID
    member_id: int | None = None
    amount: int | None = None
    refunded_amount: int = 0
    paid_at: datetime | None = None
    occurred_at: datetime | None = None
    lines: tuple[OrderLine, ...] = ()
    coupon_code: str | None = None
    points_spent: int = 0
    hold_id: int | None = None
    source: str = "shop"


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order as it stands: `net` is what was paid and not refunded."""

    status: str
    amount: int | None
    refunded_amount: int
    paid_at: datetime | None
    coupon_code: str | None

    @property
    def counts(self) -> bool:
        """Whether it is a purchase: paid, and neither cancelled nor refunded whole."""
        return self.status in {PAID, PART_REFUNDED} and self.amount is not None

    @property
    def net(self) -> int:
        return (self.amount or 0) - self.refunded_amount if self.counts else 0


@dataclass(frozen=True, slots=True)
class Posted:
    """What posting did. `before` is empty for an order never heard of; equal states: nothing.

    `points` and `growth` are what this posting added (negative: took back) by the rules;
    `followed_before` says whether the order was a member's before.
    """

    order_id: int
    external_id: str
    member_id: int | None
    before: OrderState | None
    after: OrderState
    points: int = 0
    growth: int = 0
    points_restored: int = 0
    raised_to: str | None = None
    changed: bool = True
    followed_before: bool = False
