"""What new orders bring their members, worked out in memory and written table by table.

Each figure is that of `orders.post`, by the same rules; a test holds the two equal.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from membership.aggregates import OrderStep
from membership.figures import NOTHING, standing
from membership.imports import repository
from membership.levels import Level, Levels
from membership.levels.growth import period
from membership.order_values import OrderIn
from membership.orders.checking import checked, joined
from membership.orders.planning import Plan, Terms, plan
from membership.orders.settling import step

SOURCE = "order"


@dataclass(frozen=True, slots=True)
class Entered:
    """An order as it shall be written, and what it brought whom."""

    member_id: int
    order: OrderIn
    plan: Plan
    terms: Terms


class Ladder:
    """Levels by their number, each with the line of the next: looked up once, not per member."""

    def __init__(self, levels: Levels) -> None:
        self._levels = levels
        self._known: dict[int | None, tuple[Level | None, int | None]] = {}

    def step(self, level_id: int | None) -> tuple[Level | None, int | None]:
        """A level, and the growth that reaches the next (none at the top)."""
        if level_id not in self._known:
            level = self._levels.of(level_id)
            following = self._levels.after(level)
            self._known[level_id] = (level, following.line if following else None)
        return self._known[level_id]


@dataclass(slots=True)
class MemberBooks:
    """A locked member's growth and level, carried from order to order."""

    member: Any
    terms: Terms
    ladder: Ladder
    now: datetime
    growth: int = field(init=False)
    current: Level | None = field(init=False)
    next_line: int | None = field(init=False)
    level: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    touched: bool = False

    def __post_init__(self) -> None:
        self.growth = self.member.growth
        self.current, self.next_line = self.ladder.step(self.member.level_id)

    def enter(self, order: OrderIn) -> Entered:
        """Work out what one more new order brings; raise `FieldError`."""
        order = checked(order, now=self.now)
        heard = joined(None, order, self.member.id, now=self.now)
        planned = plan(None, heard, self.current, self.terms)
        if planned.after.growth_earned:
            self._grow(planned.after.growth_earned, step(order, planned))
        return Entered(self.member.id, order, planned, self.terms)

    def _grow(self, by: int, key: str) -> None:
        levels = self.terms.levels
        self.growth += by
        self.touched = True
        current, qualifying = self.current, self.growth - self.member.growth_offset
        if self.next_line is None or qualifying < self.next_line:
            return
        reached = levels.reached(qualifying)
        assert reached is not None
        self.level = period(reached, levels, self.now, self.terms.timezone)
        self.current, self.next_line = self.ladder.step(reached.id)
        detail = {
            "from": current.code if current else None,
            "to": reached.code,
            "growth": self.growth,
            "source": SOURCE,
            "key": key,
        }
        self.events.append(
            {
                "member_id": self.member.id,
                "contact_id": None,
                "kind": "level_up",
                "occurred_at": self.now,
                "actor": "system",
                "detail": detail,
            }
        )


@dataclass(slots=True)
class OrderPages:
    """The rows of a batch, table by table."""

    now: datetime
    orders: list[dict[str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    lots: dict[str, dict[str, Any]] = field(default_factory=dict)
    growth: list[dict[str, Any]] = field(default_factory=list)
    balances: dict[int, int] = field(default_factory=dict)
    grown: list[dict[str, Any]] = field(default_factory=list)
    raised: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    steps: list[OrderStep] = field(default_factory=list)

    def add(self, entered: Entered) -> None:
        """Write down all that follows from one order."""
        order, planned = entered.order, entered.plan
        row = planned.row(order.external_id, order.source, now=self.now)
        self.orders.append({**row, "created_at": self.now})
        if planned.after.points_earned:
            self._earn(entered)
        if planned.after.growth_earned:
            self._grow(entered)
        state = planned.heard.state
        if state.paid_at is not None and state.amount is not None:
            after = standing(state.status, state.amount, state.refunded_amount, None)
            if after != NOTHING:
                self.steps.append(OrderStep(entered.member_id, state.paid_at, NOTHING, after))

    def close(self, books: MemberBooks) -> None:
        """Write down where a member's growth and level ended."""
        if not books.touched:
            return
        row = {"of_id": books.member.id, "growth": books.growth}
        if books.level:
            self.raised.append({**row, **books.level})
        else:
            self.grown.append(row)
        self.events += books.events

    def write(self, db: Session) -> None:
        repository.add_all(db, repository.ORDERS, self.orders)
        repository.add_all(db, repository.ENTRIES, self.entries)
        numbers = repository.entry_ids(db, SOURCE, self.lots)
        lots = [
            {**lot, "entry_id": numbers[key], "earned_by_id": numbers[key]}
            for key, lot in self.lots.items()
        ]
        repository.add_all(db, repository.LOTS, lots)
        repository.credit(db, self.balances)
        repository.add_all(db, repository.GROWTH, self.growth)
        repository.update_members(db, self.grown)
        repository.update_members(db, self.raised)
        repository.add_all(db, repository.EVENTS, self.events)

    def _earn(self, entered: Entered) -> None:
        planned, points = entered.plan, entered.plan.after.points_earned
        state, rate = planned.heard.state, planned.rate
        assert rate is not None
        assert state.paid_at is not None
        key = f"{entered.order.external_id}:earned"
        rules = entered.terms.book.at(state.paid_at)
        self.entries.append(
            {
                "member_id": entered.member_id,
                "points": points,
                "kind": "earn",
                "source": SOURCE,
                "idempotency_key": key,
                "refers_to_id": None,
                "occurred_at": state.paid_at,
                "recorded_at": self.now,
                "rule": {**rate.explanation, "amount": state.amount, "net": state.net},
                "actor": None,
            }
        )
        self.lots[key] = {
            "member_id": entered.member_id,
            "points": points,
            "remaining": points,
            "held": 0,
            "expired": 0,
            "open": True,
            "available_from": state.paid_at + timedelta(days=rules.available_after_days),
            "expires_at": rules.expiry.expires_at(state.paid_at, entered.terms.timezone),
            "origin_id": None,
        }
        self.balances[entered.member_id] = self.balances.get(entered.member_id, 0) + points

    def _grow(self, entered: Entered) -> None:
        state = entered.plan.heard.state
        self.growth.append(
            {
                "member_id": entered.member_id,
                "growth": entered.plan.after.growth_earned,
                "kind": "earn",
                "source": SOURCE,
                "idempotency_key": step(entered.order, entered.plan),
                "occurred_at": state.paid_at,
                "recorded_at": self.now,
                "detail": {"amount": state.amount, "net": state.net},
            }
        )
