"""How a condition compares what it finds: in SQL, and never unknown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_

from campaigns.segments.definition import Condition
from membership.rfm import RfmThresholds

Clause = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Context:
    """What conditions are measured by at an instant."""

    now: datetime
    rfm: RfmThresholds

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)


Rule = Callable[[Condition, Context], Clause]


def options(condition: Condition) -> tuple[str, ...]:
    assert isinstance(condition.value, tuple)
    return condition.value


def either(condition: Condition, clause: Clause) -> Clause:
    """The clause, or its opposite where the comparison says so; never unknown."""
    return clause if condition.comparison in {"in", "has"} else not_(clause)


def number(column: Any) -> Rule:
    """A number; a member without the row has none of it."""

    def compare(condition: Condition, _context: Context) -> Clause:
        found = func.coalesce(column, 0)
        return compared(found, condition)

    return compare


def compared(found: Any, condition: Condition) -> Clause:
    """What was found against the number of the condition."""
    match condition.comparison:
        case ">=":
            clause: Clause = found >= condition.value
        case "<=":
            clause = found <= condition.value
        case _:
            clause = found == condition.value
    return clause


def known(measure: Any) -> Rule:
    """A number that not everybody has; whoever lacks it is not meant."""

    def compare(condition: Condition, _context: Context) -> Clause:
        return and_(measure.is_not(None), compared(measure, condition))

    return compare


def instant(column: Any) -> Rule:
    """When something was, if ever; never is not within any time."""

    def compare(condition: Condition, context: Context) -> Clause:
        since = context.ago(days(condition))
        if condition.comparison == "within":
            return and_(column.is_not(None), column >= since)
        return or_(column.is_(None), column < since)

    return compare


def days(condition: Condition) -> int:
    assert isinstance(condition.value, int)
    return condition.value


def happened(condition: Condition, found: Clause) -> Clause:
    """That something was within the time, or that it was not."""
    return found if condition.comparison == "within" else not_(found)


def plain_option(column: Any) -> Rule:
    """One of some options; without any it is none of them."""

    def compare(condition: Condition, _context: Context) -> Clause:
        return either(condition, func.coalesce(column, "").in_(options(condition)))

    return compare
