"""How many points and how much growth an order is worth, by the rules in force when paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from membership.levels import Level
from membership.order_values import OrderLine
from membership.rules import PointsRules

FEN_PER_YUAN = 100
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Rate:
    """What an order earns at, kept with it so that its refunds undo what it did.

    `weighted` is Σ line amount × rule percent × level percent; a net amount has its share of it.
    """

    amount: int
    weighted: int
    points_per_yuan: int
    growth_per_yuan: int
    explanation: Mapping[str, Any]

    def points(self, net: int) -> int:
        """Return the points of what was paid and not refunded: whole yuan × rate, rounded down."""
        if self.amount == 0:
            return 0
        yuan = net // FEN_PER_YUAN
        return yuan * self.points_per_yuan * self.weighted // (self.amount * PERCENT * PERCENT)

    def growth(self, net: int) -> int:
        """Return the growth of what was paid and not refunded; no rate multiplies it."""
        return net // FEN_PER_YUAN * self.growth_per_yuan

    def document(self) -> dict[str, Any]:
        return {
            "amount": self.amount,
            "weighted": self.weighted,
            "points_per_yuan": self.points_per_yuan,
            "growth_per_yuan": self.growth_per_yuan,
            "explanation": dict(self.explanation),
        }


def kept_rate(document: Mapping[str, Any]) -> Rate:
    """Read a rate back from an order's row."""
    return Rate(
        document["amount"],
        document["weighted"],
        document["points_per_yuan"],
        document["growth_per_yuan"],
        document["explanation"],
    )


def rate(
    amount: int,
    lines: tuple[OrderLine, ...],
    level: Level | None,
    rules: PointsRules,
    day: date,
) -> Rate:
    """Find the rate of an order: each line's best earning rule × the member's level."""
    code, level_percent = (level.code, level.percent) if level else ("", PERCENT)
    applied: dict[str, int] = {}
    weighted = 0
    for line in lines or (OrderLine("", amount),):
        best = rules.best(code, line.category, day)
        if best is not None:
            applied[best.name] = best.percent
        percent = (best.percent if best else PERCENT) * level_percent
        weighted += line.amount * percent
    explanation = {
        "rules": rules.version,
        "level": code,
        "level_percent": level_percent,
        "rates": applied,
    }
    return Rate(
        amount,
        weighted,
        rules.points_per_yuan,
        rules.growth_per_yuan,
        explanation,
    )
