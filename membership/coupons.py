"""Coupons: one row per issued code, used once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from membership import coupon_repository as repository
from membership.business_time import CHINA
from membership.codes import CodeMaker, coupon_code, normalised
from membership.coupon_terms import CouponTerms, read_terms
from membership.reward_errors import (
    CouponNotIssuedError,
    CouponNotUsableError,
    UnknownCouponError,
)
from store.statements import Db

EXPIRE_BATCH = 500
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class IssuedCoupon:
    """One issued coupon. `state`: unused, reserved, used, expired, revoked."""

    code: str
    name: str
    terms: CouponTerms
    member_id: int
    state: str
    starts_at: datetime
    expires_at: datetime
    order_ref: str | None
    discount: int


def issue(
    db: Db,
    template: str,
    member_id: int,
    *,
    source: str,
    key: str,
    now: datetime,
    timezone: ZoneInfo = CHINA,
    new_code: CodeMaker = coupon_code,
) -> IssuedCoupon:
    """Issue one coupon. The same (source, key) again returns the first and changes nothing.

    Raises `CouponNotIssuedError` when the template is unknown, disabled, used up, or the member
    has had as many as one member may.
    """
    if (given := repository.by_source(db, source, key)) is not None:
        return _coupon(given)
    found = repository.template(db, template)
    if found is None:
        raise CouponNotIssuedError(template, "unknown_template")
    if not found.enabled:
        raise CouponNotIssuedError(template, "disabled")
    issue = {"template_id": found.id, "member_id": member_id, "name": found.name}
    starts, expires = read_terms(found.terms).period(now, timezone)
    period = {"issued_at": now, "starts_at": starts, "expires_at": expires}
    origin = {"source": source, "source_key": key}
    try:
        with db.begin_nested():
            _count(db, found, member_id)
            return _insert(db, {**issue, **period, **origin, "terms": found.terms}, new_code)
    except _AlreadyIssuedError as error:
        return error.coupon


def usable(db: Db, member_id: int, *, now: datetime, limit: int = 20) -> list[IssuedCoupon]:
    """A member's coupons that may still be used, the soonest to expire first."""
    return [_coupon(row) for row in repository.of_member(db, member_id, now=now, limit=limit)]


def find(db: Db, code: str, *, member_id: int | None = None) -> IssuedCoupon:
    """The coupon of a code (of one member, if given); raise `UnknownCouponError`."""
    return _coupon(_row(db, code, member_id))


def use(
    db: Db,
    code: str,
    *,
    member_id: int,
    order_ref: str,
    amount: int,
    now: datetime,
    paid_at: datetime | None = None,
) -> IssuedCoupon:
    """Use a coupon for an order of `amount` fen, in the order's own transaction.

    An order paid while it was good may be heard of later: its end is judged by `paid_at`.
    Using it again for the same order changes nothing. Raises `UnknownCouponError` and
    `CouponNotUsableError`.
    """
    row = _row(db, code, member_id)
    coupon = _coupon(row)
    if coupon.state == "used" and coupon.order_ref == order_ref:
        return coupon
    if amount < coupon.terms.minimum:
        raise CouponNotUsableError(coupon.code, "minimum", minimum=coupon.terms.minimum)
    off = coupon.terms.discount(amount)
    if not repository.use(db, row.id, order_ref, off, now=now, good_at=min(paid_at or now, now)):
        raise _refusal(find(db, code), now)
    return find(db, code)


def reserve(
    db: Db,
    code: str,
    *,
    member_id: int,
    order_ref: str,
    amount: int,
    until: datetime,
    now: datetime,
) -> int:
    """Set a coupon aside for an order that is still to be paid; return the fen it takes off.

    `use` with the same order confirms it, `release` frees it, and so does the time-out.
    """
    row = _row(db, code, member_id)
    coupon = _coupon(row)
    if amount < coupon.terms.minimum:
        raise CouponNotUsableError(coupon.code, "minimum", minimum=coupon.terms.minimum)
    if not repository.reserve(db, row.id, order_ref, until=until, now=now):
        raise _refusal(find(db, code), now)
    return coupon.terms.discount(amount)


def release(db: Db, *, order_ref: str) -> int:
    """Free the coupons set aside for an order that will not be paid; return how many."""
    return repository.free_reserved(db, order_ref)


def give_back(db: Db, *, order_ref: str, now: datetime) -> int:
    """Give back what a cancelled or wholly refunded order used, where the terms say so, with the
    end it always had; return how many."""
    returned = 0
    for row in repository.used_in(db, order_ref):
        if read_terms(row.terms).comes_back:
            returned += repository.give_back(db, row.id, now=now)
    return returned


def revoke(db: Db, code: str) -> bool:
    """Take an unused coupon away; False when it was used or over already."""
    return repository.revoke(db, _row(db, code, None).id)


def expire(db: Db, *, now: datetime, limit: int = EXPIRE_BATCH) -> int:
    """Mark coupons whose time is over; return how many, and call again until 0."""
    return repository.expire(db, now=now, limit=limit)


class _AlreadyIssuedError(Exception):
    """Somebody else issued the same coupon meanwhile; what was counted is undone."""

    def __init__(self, coupon: IssuedCoupon) -> None:
        super().__init__(coupon.code)
        self.coupon = coupon


def _count(db: Db, template: Any, member_id: int) -> None:
    if not repository.take_from_quota(db, template.id):
        raise CouponNotIssuedError(template.key, "quota")
    limit = template.member_limit
    if limit is not None and repository.issued_to(db, template.id, member_id) >= limit:
        raise CouponNotIssuedError(template.key, "member_limit")


def _insert(db: Db, row: dict[str, Any], new_code: CodeMaker) -> IssuedCoupon:
    for _ in range(ATTEMPTS):
        if (given := repository.by_source(db, row["source"], row["source_key"])) is not None:
            raise _AlreadyIssuedError(_coupon(given))
        code = new_code()
        if repository.insert(db, {**row, "code": code}):
            return find(db, code)
    raise RuntimeError("no free coupon code")


def _row(db: Db, code: str, member_id: int | None) -> Any:
    code = normalised(code)
    row = repository.by_code(db, code, member_id)
    if row is None:
        raise UnknownCouponError(code)
    return row


def _refusal(coupon: IssuedCoupon, now: datetime) -> CouponNotUsableError:
    reason = coupon.state
    if coupon.state in ("unused", "reserved"):
        if coupon.expires_at <= now:
            reason = "expired"
        elif coupon.starts_at > now:
            reason = "not_started"
    return CouponNotUsableError(
        coupon.code, reason, starts_at=coupon.starts_at, expires_at=coupon.expires_at
    )


def _coupon(row: Any) -> IssuedCoupon:
    return IssuedCoupon(
        row.code,
        row.name,
        read_terms(row.terms),
        row.member_id,
        row.state,
        row.starts_at,
        row.expires_at,
        row.order_ref,
        row.discount,
    )
