"""Gifts that points buy: what staff may write, and what members can have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from membership import redemption_repository as repository
from membership.fields import reading
from membership.reward_errors import UnknownGiftError
from store.statements import Db


@dataclass(frozen=True, slots=True)
class GiftInfo:
    """A gift for `points`. `coupon_template` is set when the gift is a coupon."""

    key: str
    name: str
    description: str
    points: int
    stock: int
    member_limit: int | None
    coupon_template: str | None
    enabled: bool


def save(db: Db, body: Mapping[str, Any], *, now: datetime) -> GiftInfo:
    """Create or change a gift; raise `FieldError` naming the wrong field. The stock is replaced
    only when it is given. Redemptions made before keep the points and name they were made at."""
    with reading(body) as fields:
        row = {
            "key": fields.text("key"),
            "name": fields.text("name"),
            "description": fields.text_or_none("description", longest=500) or "",
            "points": fields.whole("points", least=1),
            "member_limit": fields.whole_or_none("member_limit", least=1),
            "coupon_template": fields.text_or_none("coupon_template"),
            "enabled": fields.flag_or("enabled", True),
        }
        stock = fields.whole_or_none("stock")
    repository.put_gift(db, row, stock, now=now)
    return find(db, str(row["key"]))


def find(db: Db, key: str) -> GiftInfo:
    """The gift of a key; raise `UnknownGiftError`."""
    row = repository.gift(db, key)
    if row is None:
        raise UnknownGiftError(key)
    return _gift(row)


def listed(db: Db, *, available: bool = True, limit: int = 20) -> list[GiftInfo]:
    """Gifts, the cheapest first; only enabled ones in stock when `available`."""
    return [_gift(row) for row in repository.gifts(db, available=available, limit=limit)]


def _gift(row: Any) -> GiftInfo:
    return GiftInfo(
        row.key,
        row.name,
        row.description,
        row.points,
        row.stock,
        row.member_limit,
        row.coupon_template,
        row.enabled,
    )
