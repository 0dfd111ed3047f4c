"""The gift of a step, given in the transaction of the row that promises it, once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns.entry import Entry
from campaigns.steps import Gift
from membership import birthday_gifts, coupon_templates, coupons, points
from membership.coupon_terms import CouponTerms
from membership.reward_errors import CouponNotIssuedError

SOURCE = "campaign"


@dataclass(frozen=True, slots=True)
class Given:
    """What a member got: points, and a coupon's code and name. `cost` is the most it takes off in
    fen; points cost nothing here."""

    points: int = 0
    coupon: str | None = None
    coupon_name: str = ""
    cost: int = 0

    def kept(self) -> dict[str, Any]:
        """The form that the delivery keeps."""
        found: dict[str, Any] = {"points": self.points, "coupon": self.coupon, "cost": self.cost}
        return {name: value for name, value in found.items() if value}

    def words(self) -> str:
        """「为您准备了 50 积分和一张「生日券」，已经放进您的账户。」; "" for nothing."""
        parts = [f"{self.points} 积分"] if self.points else []
        if self.coupon_name:
            parts.append(f"一张「{self.coupon_name}」")
        return f"为您准备了 {'和'.join(parts)}，已经放进您的账户。" if parts else ""


def give(
    session: Session,
    gift: Gift,
    key: str,
    entry: Entry,
    *,
    now: datetime,
    timezone: ZoneInfo,
) -> Given:
    """Give it; the same `key` again gives nothing more and returns the same.

    Raises `CouponNotIssuedError` where the coupon cannot be had; then nothing is given.
    """
    with session.begin_nested():
        given = _birthday(session, entry, now, timezone) if gift.birthday else Given()
        if gift.points:
            points.earn(
                session,
                entry.member_id,
                gift.points,
                source=SOURCE,
                key=key,
                now=now,
                rule={"campaign": key},
                timezone=timezone,
            )
        coupon = None
        if gift.coupon is not None:
            coupon = coupons.issue(
                session,
                gift.coupon,
                entry.member_id,
                source=SOURCE,
                key=key,
                now=now,
                timezone=timezone,
            )
        return _together(given, gift.points, coupon)


def _birthday(session: Session, entry: Entry, now: datetime, timezone: ZoneInfo) -> Given:
    """The birthday gift of the rules; one that cannot be had does not spoil the greeting."""
    year = int(entry.occasion[:4])
    try:
        got = birthday_gifts.give(session, entry.member_id, year, now=now, timezone=timezone)
    except CouponNotIssuedError:
        return Given()
    coupon = None if got.coupon is None else coupons.find(session, got.coupon)
    return _together(Given(), got.points, coupon)


def _together(given: Given, more: int, coupon: coupons.IssuedCoupon | None) -> Given:
    if coupon is None:
        return Given(given.points + more, given.coupon, given.coupon_name, given.cost)
    cost = given.cost + most_off(coupon.terms)
    return Given(given.points + more, coupon.code, coupon.name, cost)


def most_off(terms: CouponTerms) -> int:
    """The most a coupon takes off, in fen; 0 where that depends on the order or is a thing."""
    return terms.value if terms.kind == "cash" else terms.most_off or 0


def foretold(session: Session, gift: Gift, *, now: datetime) -> Given:
    """What a gift would be, for a preview and its cost; nothing is given."""
    rules = birthday_gifts.in_force(session, now=now) if gift.birthday else None
    key = gift.coupon or (rules.coupon_template if rules else None)
    found = {one.key: one for one in coupon_templates.every(session)}.get(key or "")
    given = gift.points + (rules.points if rules else 0)
    if found is None:
        return Given(given)
    return Given(given, found.key, found.name, most_off(found.terms))
