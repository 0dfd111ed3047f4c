"""Coupon templates: what staff edit, and coupons are issued from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from membership import coupon_repository as repository
from membership.coupon_terms import CouponTerms, read_terms
from membership.errors import FieldError
from membership.fields import reading
from store.statements import Db


@dataclass(frozen=True, slots=True)
class Template:
    """A coupon template as staff see it; `quota` and `member_limit` of None have no end."""

    key: str
    name: str
    terms: CouponTerms
    quota: int | None
    member_limit: int | None
    issued: int
    enabled: bool
    version: int


def save(db: Db, body: Mapping[str, Any], *, now: datetime) -> Template:
    """Create or change a template; raise `FieldError` naming the wrong field. Coupons already
    issued keep the terms they were issued with."""
    with reading(body) as fields:
        key = fields.text("key")
        row: dict[str, Any] = {
            "key": key,
            "name": fields.text("name"),
            "terms": fields.document("terms"),
            "quota": fields.whole_or_none("quota", least=1),
            "member_limit": fields.whole_or_none("member_limit", least=1),
            "enabled": fields.flag_or("enabled", True),
        }
    try:
        read_terms(row["terms"])
    except FieldError as error:
        raise error.within("terms") from None
    repository.put_template(db, row, now=now)
    saved = repository.template(db, key)
    assert saved is not None
    return _template(saved)


def every(db: Db) -> list[Template]:
    """All templates, the oldest first."""
    return [_template(row) for row in repository.templates(db)]


def _template(row: Any) -> Template:
    return Template(
        row.key,
        row.name,
        read_terms(row.terms),
        row.quota,
        row.member_limit,
        row.issued,
        row.enabled,
        row.version,
    )
