"""Daily sign-in and the birthday gift."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from membership import birthday_gifts, coupon_templates, points, sign_in
from membership.errors import FieldError
from membership.reward_errors import CouponNotIssuedError, SignInClosedError
from membership.sign_in import SignInRules
from store.transactions import Store
from tests.membership.rewards_shop import DAY, NOON, add_member

pytestmark = pytest.mark.races


def _balance(store: Store, member: int) -> int:
    with store.reading() as session:
        return points.summary(session, member, now=NOON + 30 * DAY).balance


def test_a_week_in_a_row_earns_its_bonuses(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        days = [sign_in.sign_in(session, member, now=NOON + day * DAY) for day in range(8)]

    assert [day.streak for day in days] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [day.points for day in days] == [1, 1, 3, 1, 1, 1, 6, 1]
    assert _balance(store, member) == 15


def test_a_second_time_the_same_business_day_changes_nothing(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        first = sign_in.sign_in(session, member, now=datetime(2026, 3, 9, 16, tzinfo=UTC))
        second = sign_in.sign_in(session, member, now=datetime(2026, 3, 10, 15, 59, tzinfo=UTC))
        third = sign_in.sign_in(session, member, now=datetime(2026, 3, 10, 16, tzinfo=UTC))

    assert (first.repeated, second.repeated, third.repeated) == (False, True, False)
    assert (second.streak, second.points, third.streak) == (1, 1, 2)
    assert _balance(store, member) == 2


def test_ten_taps_at_once_sign_in_once(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)

    def tap(_: int) -> bool:
        with store.session() as session:
            return sign_in.sign_in(session, member, now=NOON).repeated

    with ThreadPoolExecutor(5) as threads:
        assert sorted(threads.map(tap, range(10))) == [False] + [True] * 9
    assert _balance(store, member) == 1


def test_a_day_missed_begins_anew(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        sign_in.sign_in(session, member, now=NOON)
        assert sign_in.sign_in(session, member, now=NOON + 2 * DAY).streak == 1


def test_new_rules_leave_what_was_given(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        sign_in.sign_in(session, member, now=NOON)
        sign_in.set_rules(session, {"points": 50}, author="staff:1", now=NOON)
        assert sign_in.sign_in(session, member, now=NOON).points == 1
        assert sign_in.sign_in(session, member, now=NOON + DAY).points == 50


def test_a_shop_may_close_it(store: Store) -> None:
    with store.session() as session:
        sign_in.set_rules(session, {"enabled": False}, author="staff:1", now=NOON)
        member = add_member(session)
        with pytest.raises(SignInClosedError):
            sign_in.sign_in(session, member, now=NOON)


def test_the_next_bonus_is_foretold() -> None:
    rules = SignInRules()

    assert rules.next_bonus(1) == (2, 2)
    assert rules.next_bonus(3) == (4, 5)
    assert rules.next_bonus(7) == (3, 2)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"points": -1}, "points"),
        ({"bonus": [{"day": 9, "points": 1}]}, "bonus[0].day"),
        ({"bonus": [{"day": 1, "points": 1}, {"day": 1, "points": 2}]}, "bonus"),
        ({"bonus": {"day": 1}}, "bonus"),
        ({"bonus": [3]}, "bonus[0]"),
    ],
)
def test_a_wrong_rule_is_refused_by_field(body: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldError) as caught:
        sign_in.read_rules(body)

    assert caught.value.field == field


def test_a_birthday_gift_comes_once_a_year(store: Store) -> None:
    with store.session() as session:
        body = {"key": "cake", "name": "生日蛋糕券", "terms": {"kind": "gift"}}
        coupon_templates.save(session, body, now=NOON)
        rules = {"points": 88, "coupon_template": "cake"}
        birthday_gifts.set_rules(session, rules, author="staff:1", now=NOON)
        member = add_member(session)
        first = birthday_gifts.give(session, member, 2026, now=NOON)
        again = birthday_gifts.give(session, member, 2026, now=NOON + 90 * DAY)
        next_year = birthday_gifts.give(session, member, 2027, now=NOON + 365 * DAY)

    assert (first.points, first.repeated) == (88, False)
    assert (again.coupon, again.repeated) == (first.coupon, True)
    assert next_year.coupon not in (None, first.coupon)
    assert _balance(store, member) == 176


def test_a_birthday_gift_that_cannot_be_had_gives_nothing_half(store: Store) -> None:
    with store.session() as session:
        rules = {"points": 88, "coupon_template": "nosuch"}
        birthday_gifts.set_rules(session, rules, author="staff:1", now=NOON)
        member = add_member(session)
        with pytest.raises(CouponNotIssuedError):
            birthday_gifts.give(session, member, 2026, now=NOON)

    assert _balance(store, member) == 0
