"""Points for gifts: hold, confirm or release; stock never below zero; a code good once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from membership import coupon_templates, coupons, gifts, points, redemption
from membership.errors import FieldError
from membership.reward_errors import (
    GiftNotAvailableError,
    RedemptionStateError,
    UnknownGiftError,
    UnknownRedemptionError,
)
from store.transactions import Store
from tests.membership.rewards_shop import NOON, add_member

pytestmark = pytest.mark.races

MUG = {"key": "mug", "name": "定制马克杯", "points": 100, "stock": 3}


def _shop(store: Store, *, holding: int = 250, **gift: Any) -> int:
    with store.session() as session:
        gifts.save(session, MUG | gift, now=NOON)
        member = add_member(session)
        points.earn(session, member, holding, source="test", key=f"{member}", now=NOON)
    return member


def _free(store: Store, member: int) -> int:
    with store.reading() as session:
        return points.summary(session, member, now=NOON).available


def _stock(store: Store) -> int:
    with store.reading() as session:
        return gifts.find(session, "mug").stock


def test_confirming_spends_and_the_shop_verifies_once(store: Store) -> None:
    member = _shop(store)
    with store.session() as session:
        held = redemption.start(session, member, "mug", key="k1", now=NOON)
    assert (held.state, _free(store, member), _stock(store)) == ("held", 150, 2)

    with store.session() as session:
        for _ in range(2):
            done = redemption.confirm(session, held.code, member_id=member, now=NOON)
    assert (done.state, _free(store, member), _stock(store)) == ("confirmed", 150, 2)

    with store.session() as session:
        shown = f" {held.code[:4].lower()}-{held.code[4:]} "
        assert redemption.verify(session, shown, staff="staff:1", now=NOON).state == "collected"
    with pytest.raises(RedemptionStateError) as caught, store.session() as session:
        redemption.verify(session, held.code, staff="staff:1", now=NOON)
    assert caught.value.state == "collected"


def test_starting_again_with_the_same_key_holds_once(store: Store) -> None:
    member = _shop(store)
    with store.session() as session:
        first = redemption.start(session, member, "mug", key="k1", now=NOON)
        again = redemption.start(session, member, "mug", key="k1", now=NOON)

    assert first == again
    assert (_free(store, member), _stock(store)) == (150, 2)


def test_releasing_gives_points_and_piece_back_once(store: Store) -> None:
    member = _shop(store)
    with store.session() as session:
        held = redemption.start(session, member, "mug", key="k1", now=NOON)
        assert redemption.release(session, held.code, now=NOON)
        assert not redemption.release(session, held.code, now=NOON)

    assert (_free(store, member), _stock(store)) == (250, 3)
    with pytest.raises(RedemptionStateError), store.session() as session:
        redemption.confirm(session, held.code, member_id=member, now=NOON)


def test_what_nobody_confirms_in_time_goes_back(store: Store) -> None:
    member = _shop(store)
    with store.session() as session:
        held = redemption.start(session, member, "mug", key="k1", now=NOON)
    late = NOON + redemption.HOLD_FOR

    with pytest.raises(RedemptionStateError) as caught, store.session() as session:
        redemption.confirm(session, held.code, member_id=member, now=late)
    assert caught.value.state == "overdue"
    with store.session() as session:
        points.release_overdue(session, now=late)
        assert redemption.release_overdue(session, now=late) == 1
        assert redemption.release_overdue(session, now=late) == 0
    assert (_free(store, member), _stock(store)) == (250, 3)


def test_a_code_without_confirmation_is_not_handed_over(store: Store) -> None:
    member = _shop(store)
    with store.session() as session:
        held = redemption.start(session, member, "mug", key="k1", now=NOON)
        with pytest.raises(RedemptionStateError) as caught:
            redemption.verify(session, held.code, staff="staff:1", now=NOON)

    assert caught.value.state == "held"


def test_nobody_confirms_anothers_redemption(store: Store) -> None:
    member = _shop(store)
    with store.session() as session:
        held = redemption.start(session, member, "mug", key="k1", now=NOON)
        with pytest.raises(UnknownRedemptionError):
            redemption.confirm(session, held.code, member_id=member + 1, now=NOON)


@pytest.mark.parametrize(
    ("gift", "holding", "reason"),
    [
        ({}, 99, "points"),
        ({"stock": 0}, 250, "sold_out"),
        ({"enabled": False}, 250, "disabled"),
    ],
)
def test_what_cannot_be_had_holds_nothing(
    store: Store, gift: dict[str, Any], holding: int, reason: str
) -> None:
    member = _shop(store, holding=holding, **gift)

    with store.session() as session:
        with pytest.raises(GiftNotAvailableError) as caught:
            redemption.start(session, member, "mug", key="k1", now=NOON)
        assert caught.value.reason == reason

    assert _free(store, member) == holding
    assert _stock(store) == (MUG | gift)["stock"]


def test_a_member_limit_counts_what_was_not_given_back(store: Store) -> None:
    member = _shop(store, member_limit=1)
    with store.session() as session:
        held = redemption.start(session, member, "mug", key="k1", now=NOON)
        with pytest.raises(GiftNotAvailableError) as caught:
            redemption.start(session, member, "mug", key="k2", now=NOON)
        assert caught.value.reason == "member_limit"
        redemption.release(session, held.code, now=NOON)
        assert redemption.start(session, member, "mug", key="k3", now=NOON).state == "held"


def test_the_stock_never_goes_below_zero(store: Store) -> None:
    _shop(store)
    with store.session() as session:
        members = [add_member(session) for _ in range(10)]
        for member in members:
            points.earn(session, member, 100, source="test", key=f"m{member}", now=NOON)

    def attempt(member: int) -> bool:
        try:
            with store.session() as session:
                redemption.start(session, member, "mug", key="k", now=NOON)
        except GiftNotAvailableError:
            return False
        return True

    with ThreadPoolExecutor(5) as threads:
        assert sum(threads.map(attempt, members)) == 3
    assert _stock(store) == 0
    with store.reading() as session:
        assert points.check(session) == []


def test_a_gift_that_is_a_coupon_is_issued_on_confirmation(store: Store) -> None:
    member = _shop(store, coupon_template="ten")
    with store.session() as session:
        body = {"key": "ten", "name": "10 元券", "terms": {"kind": "cash", "value": 1000}}
        coupon_templates.save(session, body, now=NOON)
        held = redemption.start(session, member, "mug", key="k1", now=NOON)
        done = redemption.confirm(session, held.code, member_id=member, now=NOON)
        again = redemption.confirm(session, held.code, member_id=member, now=NOON)

        assert done.coupon is not None
        assert again.coupon == done.coupon
        assert [c.code for c in coupons.usable(session, member, now=NOON)] == [done.coupon]


def test_a_later_price_does_not_touch_what_is_held(store: Store) -> None:
    member = _shop(store)
    with store.session() as session:
        held = redemption.start(session, member, "mug", key="k1", now=NOON)
        gifts.save(session, {"key": "mug", "name": "新名", "points": 999}, now=NOON)
        done = redemption.confirm(session, held.code, member_id=member, now=NOON)

    assert (done.points, done.gift_name) == (100, "定制马克杯")
    assert (_free(store, member), _stock(store)) == (150, 2)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"key": "a", "name": "b", "points": 0}, "points"),
        ({"key": "a", "name": "b", "points": 1, "stock": -1}, "stock"),
        ({"key": "a", "name": "b", "points": 1.5}, "points"),
        ({"key": "a", "name": "b", "points": 1, "price": 1}, "price"),
    ],
)
def test_a_wrong_gift_is_refused_by_field(store: Store, body: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldError) as caught, store.session() as session:
        gifts.save(session, body, now=NOON)

    assert caught.value.field == field


def test_an_unknown_gift_is_refused(store: Store) -> None:
    member = _shop(store)
    with pytest.raises(UnknownGiftError), store.session() as session:
        redemption.start(session, member, "cup", key="k1", now=NOON)
