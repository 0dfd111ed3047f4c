"""What an order should have brought by now, worked out before anything is written."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from membership.business_time import day_of
from membership.levels import Level, Levels
from membership.lifecycle import LifecycleContext
from membership.order_values import CANCELLED, PAID, PART_REFUNDED, PENDING
from membership.orders.checking import Heard, is_settled
from membership.orders.rates import Rate, kept_rate, rate
from membership.rules import RuleBook

WAITING = frozenset({PENDING, PAID, PART_REFUNDED})


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules and levels that orders are settled by, read once for one or many of them."""

    book: RuleBook
    levels: Levels
    timezone: ZoneInfo
    lifecycle: LifecycleContext | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """What an order has brought its member altogether."""

    points_earned: int = 0
    growth_earned: int = 0
    points_spent: int = 0
    points_restored: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """An order's row as it shall be, and what it has brought before and shall have brought."""

    heard: Heard
    before: Books
    after: Books
    rate: Rate | None

    def row(self, external_id: str, source: str, *, now: datetime) -> dict[str, Any]:
        """Return the columns of the order."""
        state = self.heard.state
        return {
            "external_id": external_id,
            "source": source,
            "member_id": self.heard.member_id,
            "status": state.status,
            "amount": state.amount,
            "refunded_amount": state.refunded_amount,
            "paid_at": state.paid_at,
            "refunded_at": self.heard.event_at if state.refunded_amount else None,
            "cancelled_at": self.heard.event_at if state.status == CANCELLED else None,
            "lines": [asdict(line) for line in self.heard.lines],
            "coupon_code": state.coupon_code,
            "points_spent": self._paid_with(),
            "hold_id": self.heard.hold_id if self._paid_with() else None,
            "points_restored": self.after.points_restored,
            "points_earned": self.after.points_earned,
            "growth_earned": self.after.growth_earned,
            "earning": self.rate.document() if self.rate else None,
            "updated_at": now,
        }

    def _paid_with(self) -> int:
        """The points spent; before anything was settled those that shall be."""
        waits = self.rate is None and self.heard.state.status in WAITING
        return self.heard.points_spent if waits else self.after.points_spent


def plan(kept: Any, heard: Heard, level: Level | None, terms: Terms) -> Plan:
    """Work out what the order brings; the rate of its first earning stays with it for good."""
    before = (
        Books(kept.points_earned, kept.growth_earned, kept.points_spent, kept.points_restored)
        if is_settled(kept)
        else Books()
    )
    state = heard.state
    if heard.member_id is None or state.paid_at is None or state.amount is None:
        return Plan(heard, before, before, None)
    if kept is not None and kept.earning is not None:
        its_rate = kept_rate(kept.earning)
    else:
        rules = terms.book.at(state.paid_at)
        day = day_of(state.paid_at, terms.timezone)
        its_rate = rate(state.amount, heard.lines, level, rules, day)
    spent = before.points_spent or (heard.points_spent if state.counts else 0)
    after = Books(
        points_earned=its_rate.points(state.net),
        growth_earned=its_rate.growth(state.net),
        points_spent=spent,
        points_restored=_restored(spent, state.net, state.amount, counts=state.counts),
    )
    return Plan(heard, before, after, its_rate)


def _restored(spent: int, net: int, amount: int, *, counts: bool) -> int:
    """Points paid with return in proportion to the refund, the last of them with the last fen."""
    if not counts:
        return spent
    return spent * (amount - net) // amount if amount else 0


def is_repeated(kept: Any, heard: Heard) -> bool:
    """Whether the message says nothing that is not known."""
    return bool(
        kept.member_id == heard.member_id
        and kept.status == heard.state.status
        and kept.amount == heard.state.amount
        and kept.refunded_amount == heard.state.refunded_amount
        and kept.paid_at == heard.state.paid_at
        and kept.coupon_code == heard.state.coupon_code
        and (kept.points_spent == heard.points_spent or heard.state.status not in WAITING)
    )
