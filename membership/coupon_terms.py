"""What a coupon is worth, for which order and for how long; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership.business_time import day_of, start_of
from membership.errors import FieldError
from membership.fields import reading

KINDS = ("cash", "percent", "gift")


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """`cash` takes `value` fen off, `percent` takes `value` percent off (15 is 八五折) up to
    `most_off` fen, `gift` is handed over at the counter. An order needs `minimum` fen. Valid from
    `starts_after_days` after the issue, for `valid_days` business days, the last one included.
    `comes_back`: an order that is cancelled or refunded whole gives the coupon back."""

    kind: str
    value: int
    minimum: int = 0
    most_off: int | None = None
    starts_after_days: int = 0
    valid_days: int = 30
    comes_back: bool = True

    def discount(self, amount: int) -> int:
        """Fen off an order of `amount` fen, never more than the order."""
        if self.kind == "gift":
            return 0
        off = self.value if self.kind == "cash" else amount * self.value // 100
        if self.most_off is not None:
            off = min(off, self.most_off)
        return min(off, amount)

    def period(self, issued_at: datetime, timezone: ZoneInfo) -> tuple[datetime, datetime]:
        """The instants [from, until) in which a coupon issued then may be used."""
        first = day_of(issued_at, timezone) + timedelta(days=self.starts_after_days)
        starts = max(issued_at, start_of(first, timezone))
        return starts, start_of(first + timedelta(days=self.valid_days), timezone)


def read_terms(body: Mapping[str, Any]) -> CouponTerms:
    """Check the terms that staff wrote; raise `FieldError` naming the wrong field."""
    with reading(body) as fields:
        kind = fields.choice("kind", KINDS)
        terms = CouponTerms(
            kind=kind,
            value=fields.whole_or("value", 0, most=99 if kind == "percent" else 10**9),
            minimum=fields.whole_or("minimum", 0),
            most_off=fields.whole_or_none("most_off", least=1),
            starts_after_days=fields.whole_or("starts_after_days", 0, most=365),
            valid_days=fields.whole_or("valid_days", 30, least=1, most=3650),
            comes_back=fields.flag_or("comes_back", True),
        )
    if kind != "gift" and terms.value == 0:
        raise FieldError("value", "too_small", 1)
    if kind == "cash" and 0 < terms.minimum < terms.value:
        raise FieldError("minimum", "too_small", terms.value)
    return terms
