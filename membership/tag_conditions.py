"""Conditions of tags by rule, over figures that only change with an order or a stage; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from membership.errors import FieldError
from membership.fields import Fields
from membership.figures import Figures
from membership.stages import STAGES

Value = int | float | str
MEASURES = {
    "orders": "orders that count",
    "amount": "fen paid and not refunded",
    "average": "fen per order",
    "gap": "days, the middle gap between buying days",
    "discounted_percent": "share of orders with a coupon",
    "stage": "lifecycle stage",
}
COMPARISONS = (">=", "<=", "=")


@dataclass(frozen=True, slots=True)
class Condition:
    measure: str
    comparison: str
    value: Value


def read_conditions(items: Sequence[Any]) -> tuple[Condition, ...]:
    """Check a rule's conditions, all of which must hold; raise `FieldError` naming the wrong."""
    whole = Fields({"conditions": list(items)})
    conditions = tuple(_condition(fields) for fields in whole.items_or_empty("conditions"))
    if not conditions:
        raise FieldError("conditions", "missing")
    return conditions


def holds(conditions: Sequence[Condition], figures: Figures, stage: str) -> bool:
    """Whether a member meets all of `conditions`; one without the measure meets none on it."""
    measures = _measures(figures, stage)
    return all(_compare(measures[each.measure], each) for each in conditions)


def _condition(fields: Fields) -> Condition:
    measure = fields.choice("measure", MEASURES)
    if measure == "stage":
        condition = Condition(measure, "=", fields.choice("value", STAGES))
        fields.text_or_none("comparison")
    else:
        condition = Condition(
            measure, fields.choice("comparison", COMPARISONS), fields.whole("value", most=10**12)
        )
    fields.done()
    return condition


def _measures(figures: Figures, stage: str) -> Mapping[str, Value | None]:
    orders = figures.order_count
    return {
        "orders": orders,
        "amount": figures.amount_sum,
        "average": figures.amount_sum / orders if orders else None,
        "gap": figures.median_gap,
        "discounted_percent": figures.discounted_count * 100 / orders if orders else None,
        "stage": stage,
    }


def _compare(found: Value | None, condition: Condition) -> bool:
    if found is None:
        return False
    if condition.comparison == "=" or isinstance(found, str):
        return found == condition.value
    wanted = condition.value
    assert not isinstance(wanted, str)
    return found >= wanted if condition.comparison == ">=" else found <= wanted
