"""What a condition may ask about a member."""

from dataclasses import dataclass

from membership.profiles import GENDERS
from membership.rfm import CLASSES
from membership.stages import STAGES

OPERATORS = {
    "number": (">=", "<=", "="),
    "days": ("within", "not_within"),
    "options": ("in", "not_in"),
    "flag": ("is",),
    "tag": ("has", "has_not"),
    "custom": ("=", "has", ">=", "<="),
}
"""Comparisons by kind. "within" and its negation count days back from now; a member to whom it
never happened is not within."""


@dataclass(frozen=True, slots=True)
class Field:
    """One measure: its kind decides its comparisons, `options` are those it may have (none where
    staff define them), `unit` says what a number counts."""

    key: str
    kind: str
    options: tuple[str, ...] = ()
    unit: str = ""


_ALL = (
    Field("level", "options"),
    Field("stage", "options", STAGES),
    Field("rfm", "options", tuple(CLASSES)),
    Field("tag", "tag"),
    Field("orders", "number", unit="orders"),
    Field("amount", "number", unit="fen"),
    Field("average", "number", unit="fen"),
    Field("cycle", "number", unit="days"),
    Field("last_order", "days"),
    Field("first_order", "days"),
    Field("joined", "days"),
    Field("points", "number", unit="points"),
    Field("growth", "number", unit="growth"),
    Field("coupon", "flag"),
    Field("gender", "options", GENDERS),
    Field("birthday_month", "options", tuple(str(month) for month in range(1, 13))),
    Field("channel", "options", ("wechat", "wecom", "phone")),
    Field("wrote", "days"),
    Field("signed_in", "days"),
    Field("redeemed", "days"),
    Field("recommended", "number", unit="members"),
    Field("nps", "number", unit="score"),
    Field("open_ticket", "flag"),
    Field("custom", "custom"),
)
FIELDS = {field.key: field for field in _ALL}
