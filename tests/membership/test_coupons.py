"""Coupons: issued once, used once, given back with their own end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from membership import coupon_templates, coupons
from membership.codes import coupon_code
from membership.coupon_terms import read_terms
from membership.errors import FieldError
from membership.reward_errors import (
    CouponNotIssuedError,
    CouponNotUsableError,
    UnknownCouponError,
)
from store.transactions import Store
from tests.membership.rewards_shop import DAY, NOON, add_member

pytestmark = pytest.mark.races

TWENTY_OFF = {
    "key": "twenty",
    "name": "满 100 减 20",
    "terms": {"kind": "cash", "value": 2000, "minimum": 10_000, "valid_days": 7},
}


def _issued(store: Store, *, key: str = "1", **template: Any) -> tuple[int, str]:
    with store.session() as session:
        coupon_templates.save(session, TWENTY_OFF | template, now=NOON)
        member = add_member(session)
        coupon = coupons.issue(session, "twenty", member, source="staff", key=key, now=NOON)
    return member, coupon.code


def _use(store: Store, code: str, member: int, order: str, **values: Any) -> int:
    with store.session() as session:
        wanted: dict[str, Any] = {"amount": 12_000, "now": NOON} | values
        return coupons.use(session, code, member_id=member, order_ref=order, **wanted).discount


def test_a_coupon_takes_its_value_off_once(store: Store) -> None:
    member, code = _issued(store)

    assert _use(store, code, member, "A1") == 2000
    with pytest.raises(CouponNotUsableError) as caught:
        _use(store, code, member, "A2")
    assert caught.value.reason == "used"
    assert _use(store, code, member, "A1") == 2000


def test_twelve_orders_at_once_use_one_coupon_once(store: Store) -> None:
    member, code = _issued(store)

    def attempt(number: int) -> bool:
        try:
            _use(store, code, member, f"A{number}")
        except CouponNotUsableError:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(attempt, range(12))) == 1


def test_issuing_again_with_the_same_key_gives_the_same_coupon(store: Store) -> None:
    member, code = _issued(store)

    with store.session() as session:
        again = coupons.issue(session, "twenty", member, source="staff", key="1", now=NOON)
        assert coupon_templates.every(session)[0].issued == 1

    assert again.code == code


def test_a_code_of_somebody_else_is_not_told_from_an_unknown_one(store: Store) -> None:
    member, code = _issued(store)

    for asking, tried in ((member + 1, code), (member, "NOSUCHCODE")):
        with pytest.raises(UnknownCouponError):
            _use(store, tried, asking, "A1")


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"amount": 9_999}, "minimum"), ({"now": NOON + 7 * DAY}, "expired")],
)
def test_a_coupon_that_does_not_fit_says_why(
    store: Store, values: dict[str, Any], reason: str
) -> None:
    member, code = _issued(store)

    with pytest.raises(CouponNotUsableError) as caught:
        _use(store, code, member, "A1", **values)

    assert caught.value.reason == reason


def test_the_last_business_day_counts_whole(store: Store) -> None:
    member, code = _issued(store)
    last_second = NOON.replace(day=16, hour=15, minute=59, second=59)

    assert _use(store, code, member, "A1", now=last_second) == 2000


def test_changing_a_template_leaves_issued_coupons_alone(store: Store) -> None:
    member, code = _issued(store)

    with store.session() as session:
        terms = TWENTY_OFF["terms"]
        assert isinstance(terms, dict)
        saved = coupon_templates.save(
            session, TWENTY_OFF | {"terms": terms | {"value": 100}}, now=NOON
        )

    assert saved.version == 2
    assert _use(store, code, member, "A1") == 2000


def test_a_reserved_coupon_is_kept_for_its_order_until_the_time_is_over(store: Store) -> None:
    member, code = _issued(store)
    until = NOON + timedelta(minutes=15)
    with store.session() as session:
        off = coupons.reserve(
            session, code, member_id=member, order_ref="A1", amount=12_000, until=until, now=NOON
        )

    assert off == 2000
    with pytest.raises(CouponNotUsableError) as caught:
        _use(store, code, member, "A2")
    assert caught.value.reason == "reserved"
    assert _use(store, code, member, "A2", now=until) == 2000


def test_releasing_frees_a_reserved_coupon_and_using_confirms_it(store: Store) -> None:
    member, code = _issued(store)
    until = NOON + timedelta(minutes=15)
    with store.session() as session:
        wanted: dict[str, Any] = {"member_id": member, "amount": 12_000, "now": NOON}
        coupons.reserve(session, code, order_ref="A1", until=until, **wanted)
        assert coupons.release(session, order_ref="A1") == 1
        coupons.reserve(session, code, order_ref="A2", until=until, **wanted)

    assert _use(store, code, member, "A2") == 2000


def test_a_coupon_comes_back_with_its_own_end(store: Store) -> None:
    member, code = _issued(store)
    _use(store, code, member, "A1")

    with store.session() as session:
        assert coupons.give_back(session, order_ref="A1", now=NOON + DAY) == 1
        returned = coupons.find(session, code)
    assert (returned.state, returned.order_ref) == ("unused", None)
    assert returned.expires_at < NOON + 7 * DAY

    _use(store, code, member, "A3", now=NOON + DAY)
    with store.session() as session:
        coupons.give_back(session, order_ref="A3", now=NOON + 8 * DAY)
        assert coupons.find(session, code).state == "expired"


def test_quota_and_member_limit_hold_and_count_nothing_when_they_refuse(store: Store) -> None:
    member, _ = _issued(store, quota=2, member_limit=1)
    with store.session() as session:
        other, third = add_member(session), add_member(session)
        with pytest.raises(CouponNotIssuedError) as caught:
            coupons.issue(session, "twenty", member, source="staff", key="2", now=NOON)
        assert caught.value.reason == "member_limit"
        coupons.issue(session, "twenty", other, source="staff", key="3", now=NOON)
        with pytest.raises(CouponNotIssuedError) as caught:
            coupons.issue(session, "twenty", third, source="staff", key="4", now=NOON)
        assert caught.value.reason == "quota"
        assert coupon_templates.every(session)[0].issued == 2


def test_expiry_marks_what_is_over_and_nothing_else(store: Store) -> None:
    member, code = _issued(store)
    with store.session() as session:
        assert coupons.expire(session, now=NOON + 6 * DAY) == 0
        assert len(coupons.usable(session, member, now=NOON + 6 * DAY)) == 1
        assert coupons.usable(session, member, now=NOON + 7 * DAY) == []
        assert coupons.expire(session, now=NOON + 7 * DAY) == 1
        assert coupons.expire(session, now=NOON + 7 * DAY) == 0
        assert coupons.find(session, code).state == "expired"


def test_codes_are_long_and_different() -> None:
    codes = {coupon_code() for _ in range(1000)}

    assert len(codes) == 1000
    assert all(len(code) == 12 for code in codes)


def test_a_percentage_is_rounded_down_and_capped() -> None:
    terms = read_terms({"kind": "percent", "value": 15, "most_off": 500})

    assert terms.discount(999) == 149
    assert terms.discount(1_000_000) == 500


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"key": "k", "name": "n"}, "terms"),
        ({"key": "k", "name": "", "terms": {"kind": "gift"}}, "name"),
        ({"key": "k", "name": "n", "terms": {"kind": "free"}}, "terms.kind"),
        ({"key": "k", "name": "n", "terms": {"kind": "cash", "value": -1}}, "terms.value"),
        ({"key": "k", "name": "n", "terms": {"kind": "cash"}}, "terms.value"),
        ({"key": "k", "name": "n", "terms": {"kind": "percent", "value": 100}}, "terms.value"),
        ({"key": "k", "name": "n", "terms": {"kind": "gift", "valid": 3}}, "terms.valid"),
        ({"key": "k", "name": "n", "terms": {"kind": "gift"}, "quota": 0}, "quota"),
    ],
)
def test_a_wrong_template_is_refused_by_field(
    store: Store, body: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldError) as caught, store.session() as session:
        coupon_templates.save(session, body, now=NOON)

    assert caught.value.field == field
