"""RFM: eight classes by three yes-or-no questions whose thresholds belong to the merchant; pure.

R = 1 means recent. The classes are those of the field's Chinese textbooks: 111 重要价值 … 000.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from membership.fields import reading

CLASSES = {
    "111": "重要价值",
    "101": "重要发展",
    "011": "重要保持",
    "001": "重要挽留",
    "110": "一般价值",
    "100": "一般发展",
    "010": "一般保持",
    "000": "一般挽留",
}


@dataclass(frozen=True, slots=True)
class RfmThresholds:
    """Recent: last order at most `recency_days` ago. Frequent: at least `frequency` orders.
    Valuable: at least `monetary` fen paid and not refunded."""

    recency_days: int = 90
    frequency: int = 3
    monetary: int = 100_000


def read_thresholds(body: Mapping[str, Any]) -> RfmThresholds:
    """Check the merchant's thresholds; raise `FieldError` naming the wrong one."""
    default = RfmThresholds()
    with reading(body) as fields:
        return RfmThresholds(
            recency_days=fields.whole_or("recency_days", default.recency_days, least=1, most=3650),
            frequency=fields.whole_or("frequency", default.frequency, least=1, most=10_000),
            monetary=fields.whole_or("monetary", default.monetary, least=1, most=10**12),
        )


def classify(
    last_order_at: datetime, orders: int, amount: int, by: RfmThresholds, *, now: datetime
) -> str:
    """The class of a member with orders, as three digits R F M."""
    recent = last_order_at >= recent_since(by, now)
    return f"{int(recent)}{int(orders >= by.frequency)}{int(amount >= by.monetary)}"


def recent_since(by: RfmThresholds, now: datetime) -> datetime:
    """The earliest last order that is still recent at `now`."""
    return now - timedelta(days=by.recency_days)
