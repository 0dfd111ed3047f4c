"""Lifecycle stages by the gap rule (潜在 新客 活跃 忠诚 流失风险 休眠 流失); pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from membership.errors import FieldError
from membership.fields import reading
from membership.figures import Figures

PROSPECT, NEW, ACTIVE, LOYAL = "prospect", "new", "active", "loyal"
AT_RISK, DORMANT, LOST = "at_risk", "dormant", "lost"
STAGES = (PROSPECT, NEW, ACTIVE, LOYAL, AT_RISK, DORMANT, LOST)
NAMES = dict(
    zip(STAGES, ("潜在", "新客", "活跃", "忠诚", "流失风险", "休眠", "流失"), strict=True)
)


@dataclass(frozen=True, slots=True)
class LifecycleRules:
    """`loyal_orders` make an on-cycle member 忠诚; up to 1 cycle since the last order is on cycle,
    up to `risk` cycles 流失风险, up to `dormant` 休眠. A member with fewer than `own_gaps` gaps
    between buying days is measured by the store's median, `store_cycle` days until one is known.
    """

    loyal_orders: int = 5
    risk: float = 2.0
    dormant: float = 4.0
    own_gaps: int = 2
    store_cycle: int = 30
    shortest_cycle: int = 1


def read_rules(body: Mapping[str, Any]) -> LifecycleRules:
    """Check the merchant's thresholds; raise `FieldError` naming the wrong one."""
    default = LifecycleRules()
    with reading(body) as fields:
        rules = LifecycleRules(
            loyal_orders=fields.whole_or("loyal_orders", default.loyal_orders, least=2),
            risk=fields.number_or("risk", default.risk, least=1.01, most=100),
            dormant=fields.number_or("dormant", default.dormant, least=1.02, most=1000),
            own_gaps=fields.whole_or("own_gaps", default.own_gaps, least=1, most=60),
            store_cycle=fields.whole_or("store_cycle", default.store_cycle, least=1, most=3650),
            shortest_cycle=fields.whole_or(
                "shortest_cycle", default.shortest_cycle, least=1, most=365
            ),
        )
    if rules.dormant <= rules.risk:
        raise FieldError("dormant", "too_small", rules.risk)
    return rules


@dataclass(frozen=True, slots=True)
class Placement:
    """A member's stage at an instant, the cycle in days it was measured by, when it ends if no
    order comes, and when it began at the latest boundary (none: with the order itself)."""

    stage: str
    cycle: float | None
    next_at: datetime | None
    boundary: datetime | None = None


def place(
    figures: Figures, rules: LifecycleRules, store_gap: float | None, now: datetime
) -> Placement:
    """Where the gap rule puts a member whose orders are `figures`."""
    if figures.order_count == 0 or figures.last_order_at is None:
        return Placement(PROSPECT, None, None)
    cycle = _cycle(figures, rules, store_gap)
    return place_by(figures.order_count, figures.last_order_at, cycle, rules, now)


def place_by(
    orders: int, last_order_at: datetime, cycle: float, rules: LifecycleRules, now: datetime
) -> Placement:
    """The same, for a cycle that is already known. A boundary itself still belongs to the
    earlier stage: exactly one cycle after the last order a member is on cycle."""
    day = timedelta(days=1)
    on_cycle = last_order_at + cycle * day
    if now <= on_cycle:
        return Placement(_on_cycle(orders, rules), cycle, on_cycle)
    at_risk = last_order_at + rules.risk * cycle * day
    if now <= at_risk:
        return Placement(AT_RISK, cycle, at_risk, on_cycle)
    dormant = last_order_at + rules.dormant * cycle * day
    if now <= dormant:
        return Placement(DORMANT, cycle, dormant, at_risk)
    return Placement(LOST, cycle, None, dormant)


def _cycle(figures: Figures, rules: LifecycleRules, store_gap: float | None) -> float:
    own = figures.median_gap if figures.gaps >= rules.own_gaps else None
    chosen = own or store_gap or float(rules.store_cycle)
    return max(chosen, float(rules.shortest_cycle))


def _on_cycle(orders: int, rules: LifecycleRules) -> str:
    if orders == 1:
        return NEW
    return LOYAL if orders >= rules.loyal_orders else ACTIVE
