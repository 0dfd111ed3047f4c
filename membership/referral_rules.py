"""What a recommendation is worth, as staff wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from membership import rule_repository, rules
from membership.fields import reading
from store.statements import Db

KIND = "referral"


@dataclass(frozen=True, slots=True)
class ReferralRules:
    """Points for both when the new member's first paid order of at least `minimum` fen comes. A
    refund within `refund_days` takes them back. After `monthly_cap` rewards in a business month
    further ones wait for review, as all do with `review`."""

    enabled: bool = True
    referrer_points: int = 100
    referred_points: int = 50
    minimum: int = 0
    refund_days: int = 15
    monthly_cap: int = 10
    review: bool = False


def read_rules(body: Mapping[str, Any]) -> ReferralRules:
    """Check the rules that staff wrote; raise `FieldError` naming the wrong field."""
    default = ReferralRules()
    with reading(body) as fields:
        return ReferralRules(
            enabled=fields.flag_or("enabled", True),
            referrer_points=fields.whole_or(
                "referrer_points", default.referrer_points, most=1_000_000
            ),
            referred_points=fields.whole_or(
                "referred_points", default.referred_points, most=1_000_000
            ),
            minimum=fields.whole_or("minimum", 0),
            refund_days=fields.whole_or("refund_days", default.refund_days, most=366),
            monthly_cap=fields.whole_or("monthly_cap", default.monthly_cap, most=100_000),
            review=fields.flag_or("review", False),
        )


def set_rules(db: Db, body: Mapping[str, Any], *, author: str, now: datetime) -> ReferralRules:
    """Put new rules in force; recommendations already rewarded stay as they are."""
    checked = read_rules(body)
    rules.add_version(db, KIND, body, actor=author, active_from=now, now=now)
    return checked


def in_force(db: Db, *, now: datetime) -> tuple[ReferralRules, int | None]:
    """The rules at `now`, and the number of their version (none for the defaults)."""
    saved = rule_repository.current(db, KIND, now=now)
    return (read_rules(saved.document), saved.id) if saved else (ReferralRules(), None)


def version(db: Db, rule_id: int | None) -> ReferralRules:
    """The rules of one version, as `in_force` numbers them."""
    saved = next((one for one in rule_repository.every(db, KIND) if one.id == rule_id), None)
    return read_rules(saved.document) if saved else ReferralRules()
