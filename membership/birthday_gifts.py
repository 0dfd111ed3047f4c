"""The birthday gift: once a year, whatever becomes of the date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from membership import coupons, points, rule_repository, rules
from membership import sign_in_repository as repository
from membership.business_time import CHINA
from membership.fields import reading
from store.statements import Db

KIND = "birthday"
SOURCE = "birthday"


@dataclass(frozen=True, slots=True)
class BirthdayRules:
    """`points` and, where `coupon_template` names one, a coupon."""

    points: int = 0
    coupon_template: str | None = None


@dataclass(frozen=True, slots=True)
class BirthdayGiven:
    """What a member's year brought; `repeated` when it had been given before."""

    points: int
    coupon: str | None
    repeated: bool


def read_rules(body: Mapping[str, Any]) -> BirthdayRules:
    """Check the rules that staff wrote; raise `FieldError` naming the wrong field."""
    with reading(body) as fields:
        return BirthdayRules(
            points=fields.whole_or("points", 0, most=1_000_000),
            coupon_template=fields.text_or_none("coupon_template"),
        )


def set_rules(db: Db, body: Mapping[str, Any], *, author: str, now: datetime) -> BirthdayRules:
    """Put new rules in force; gifts given before stay."""
    checked = read_rules(body)
    rules.add_version(db, KIND, body, actor=author, active_from=now, now=now)
    return checked


def in_force(db: Db, *, now: datetime) -> BirthdayRules:
    """The rules in force at `now`; nothing is given while staff have saved none."""
    saved = rule_repository.current(db, KIND, now=now)
    return read_rules(saved.document) if saved else BirthdayRules()


def give(
    db: Db, member_id: int, year: int, *, now: datetime, timezone: ZoneInfo = CHINA
) -> BirthdayGiven:
    """Give a member the gift of `year` (that of the birthday itself); again changes nothing.

    Raises `CouponNotIssuedError` when the coupon cannot be had; then nothing is given.
    """
    saved = rule_repository.current(db, KIND, now=now)
    given = read_rules(saved.document) if saved else BirthdayRules()
    row = {
        "member_id": member_id,
        "year": year,
        "points": given.points,
        "rule_id": saved.id if saved else None,
        "created_at": now,
    }
    with db.begin_nested():
        if not repository.add_birthday_gift(db, row):
            return _given_before(db, member_id, year)
        return _give(db, member_id, year, given, now, timezone)


def _give(
    db: Db,
    member_id: int,
    year: int,
    gift: BirthdayRules,
    now: datetime,
    timezone: ZoneInfo,
) -> BirthdayGiven:
    key = f"{member_id}:{year}"
    if gift.points:
        points.earn(
            db,
            member_id,
            gift.points,
            source=SOURCE,
            key=key,
            now=now,
            rule={"year": year},
            timezone=timezone,
        )
    if gift.coupon_template is None:
        return BirthdayGiven(gift.points, None, repeated=False)
    coupon = coupons.issue(
        db,
        gift.coupon_template,
        member_id,
        source=SOURCE,
        key=key,
        now=now,
        timezone=timezone,
    )
    repository.set_birthday_coupon(db, member_id, year, coupon.code)
    return BirthdayGiven(gift.points, coupon.code, repeated=False)


def _given_before(db: Db, member_id: int, year: int) -> BirthdayGiven:
    row = repository.birthday_gift(db, member_id, year)
    assert row is not None
    code = None if row.coupon_id is None else repository.coupon_code(db, row.coupon_id)
    return BirthdayGiven(row.points, code, repeated=True)
