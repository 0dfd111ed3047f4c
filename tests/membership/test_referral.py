"""Recommendations: first code wins, nobody recommends themselves, only a real order is paid."""

from datetime import timedelta
from typing import Any

import pytest

from membership import merging, points, referral, referral_rules
from membership.models import Member
from membership.reward_errors import ReferralRefusedError, ReferralStateError
from store.statements import table
from store.transactions import Store
from tests.membership.order_shop import pay, refund
from tests.membership.rewards_shop import DAY, NOON, add_contact, add_member

HOUR = timedelta(hours=1)


def _balances(store: Store, *members: int) -> list[int]:
    """Points from recommending alone."""
    with store.reading() as session:
        return [
            sum(entry.points for entry in points.recent(session, member) if _is_reward(entry))
            for member in members
        ]


def _is_reward(entry: points.Entry) -> bool:
    return entry.source == referral.SOURCE


def _pair(store: Store, rules: dict[str, Any] | None = None) -> tuple[int, int]:
    """A member and a new one who came by their code."""
    with store.session() as session:
        if rules is not None:
            referral_rules.set_rules(session, rules, author="staff:1", now=NOON - HOUR)
        one, other = add_member(session), add_member(session)
        code = referral.code_of(session, one, now=NOON)
        assert code == referral.code_of(session, one, now=NOON)
        referral.bind(session, other, code.lower(), now=NOON)
    return one, other


def _state(store: Store, member: int) -> tuple[str, str | None]:
    with store.reading() as session:
        row = referral.of_referred(session, member)
        assert row is not None
        return row.state, row.reason


def test_the_first_paid_order_rewards_both_once(store: Store) -> None:
    one, other = _pair(store)
    assert _balances(store, one, other) == [0, 0]

    with store.session() as session:
        pay(session, other, "A1", at=NOON + HOUR)
        pay(session, other, "A1", at=NOON + HOUR)
        pay(session, other, "A2", at=NOON + 2 * HOUR)

    assert _balances(store, one, other) == [100, 50]
    with store.session() as session:
        status = referral.status(session, one, now=NOON + DAY)
    assert (status.brought, status.rewarded, status.points) == (1, 1, 100)
    assert status.left_this_month == 9


@pytest.mark.parametrize("status", ["refunded", "cancelled"])
def test_a_refund_inside_the_window_takes_the_reward_back(store: Store, status: str) -> None:
    one, other = _pair(store)
    with store.session() as session:
        pay(session, other, "A1", at=NOON + HOUR)
    with store.session() as session:
        refund(session, "A1", status=status, now=NOON + 10 * DAY)

    assert _balances(store, one, other) == [0, 0]
    assert _state(store, other) == ("clawed_back", "refunded")
    with store.reading() as session:
        assert points.check(session) == []


def test_a_refund_after_the_window_leaves_the_reward(store: Store) -> None:
    one, other = _pair(store)
    with store.session() as session:
        pay(session, other, "A1", at=NOON + HOUR)
        refund(session, "A1", now=NOON + 16 * DAY)

    assert _balances(store, one, other) == [100, 50]


def test_a_reward_spent_meanwhile_is_owed(store: Store) -> None:
    one, other = _pair(store)
    with store.session() as session:
        pay(session, other, "A1", at=NOON + HOUR)
        points.spend(session, one, 100, source="test", key="s", now=NOON + DAY)
        refund(session, "A1", now=NOON + 2 * DAY)
        assert points.summary(session, one, now=NOON + 2 * DAY).balance == -100
        assert points.check(session) == []


def test_the_first_code_wins(store: Store) -> None:
    _, other = _pair(store)
    with store.session() as session:
        third = add_member(session)
        code = referral.code_of(session, third, now=NOON)
        with pytest.raises(ReferralRefusedError) as caught:
            referral.bind(session, other, code, now=NOON)

    assert caught.value.reason == "already_bound"


@pytest.mark.parametrize("reason", ["self", "same_phone", "same_unionid", "already_customer"])
def test_nobody_recommends_themselves_or_an_old_customer(store: Store, reason: str) -> None:
    with store.session() as session:
        one = add_member(session, phone_index="p" * 64)
        phone = {"phone_index": "p" * 64} if reason == "same_phone" else {}
        other = one if reason == "self" else add_member(session, **phone)
        if reason == "same_unionid":
            add_contact(session, one, "o1", unionid="u1")
            add_contact(session, other, "o2", unionid="u1")
        if reason == "already_customer":
            pay(session, other, "A1", at=NOON - DAY)
        code = referral.code_of(session, one, now=NOON)
        with pytest.raises(ReferralRefusedError) as caught:
            referral.bind(session, other, code, now=NOON)

    assert caught.value.reason == reason


def test_two_members_do_not_recommend_each_other(store: Store) -> None:
    """Who brought somebody was here before them."""
    one, other = _pair(store)
    with store.session() as session:
        code = referral.code_of(session, other, now=NOON)
        with pytest.raises(ReferralRefusedError) as refused:
            referral.bind(session, one, code, now=NOON + HOUR)
    assert refused.value.reason == "already_customer"


def test_members_without_phone_or_unionid_are_not_taken_for_one(store: Store) -> None:
    with store.session() as session:
        one, other = add_member(session), add_member(session)
        add_contact(session, one, "o1")
        add_contact(session, other, "o2")
        code = referral.code_of(session, one, now=NOON)
        assert referral.bind(session, other, code, now=NOON).state == "bound"


def test_an_unknown_code_is_refused(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        with pytest.raises(ReferralRefusedError) as caught:
            referral.bind(session, member, "ZZZZZZ", now=NOON)

    assert caught.value.reason == "unknown_code"


def test_a_phone_that_turns_out_the_same_is_noticed_at_the_reward(store: Store) -> None:
    one, other = _pair(store)
    with store.session() as session:
        session.execute(table(Member).update().values(phone_index="same"))
        pay(session, other, "A1", at=NOON + HOUR)

    assert _balances(store, one, other) == [0, 0]
    assert _state(store, other) == ("void", "same_phone")


def test_two_records_that_turn_out_one_person_earn_nothing_of_each_other(store: Store) -> None:
    one, other = _pair(store)
    with store.session() as session:
        merging.merge(session, kept_id=other, gone_id=one, actor="staff:1", now=NOON)
        pay(session, other, "A1", at=NOON + HOUR)

    assert _balances(store, one, other) == [0, 0]
    assert _state(store, other) == ("void", "self")


def test_an_order_paid_before_the_code_shows_an_old_customer(store: Store) -> None:
    one, other = _pair(store)
    with store.session() as session:
        pay(session, other, "A1", at=NOON - DAY, now=NOON + DAY)

    assert _balances(store, one, other) == [0, 0]
    assert _state(store, other) == ("void", "already_customer")


def test_rewards_above_the_monthly_cap_wait_for_review(store: Store) -> None:
    one, other = _pair(store, {"monthly_cap": 1})
    with store.session() as session:
        third = add_member(session)
        referral.bind(session, third, referral.code_of(session, one, now=NOON), now=NOON)
        pay(session, other, "A1", at=NOON + HOUR)
        pay(session, third, "A2", at=NOON + HOUR)

    assert _balances(store, one, third) == [100, 0]
    with store.session() as session:
        waiting = referral.pending(session)
        assert [(case.referred_id, case.reason) for case in waiting] == [(third, "monthly_cap")]
        done = referral.approve(session, waiting[0].id, staff="staff:1", now=NOON + DAY)
        assert done.state == "rewarded"
        with pytest.raises(ReferralStateError):
            referral.approve(session, waiting[0].id, staff="staff:1", now=NOON + DAY)
    assert _balances(store, one, third) == [200, 50]


def test_a_shop_that_reviews_all_may_refuse(store: Store) -> None:
    one, other = _pair(store, {"review": True})
    with store.session() as session:
        pay(session, other, "A1", at=NOON + HOUR)
        (waiting,) = referral.pending(session)
        referral.reject(session, waiting.id, staff="staff:1", reason="同一家庭")

    assert _balances(store, one, other) == [0, 0]
    assert _state(store, other) == ("rejected", "同一家庭")


def test_one_that_waits_falls_with_its_order(store: Store) -> None:
    one, other = _pair(store, {"review": True})
    with store.session() as session:
        pay(session, other, "A1", at=NOON + HOUR)
        refund(session, "A1", now=NOON + 2 * HOUR)
        assert referral.pending(session) == []

    assert _state(store, other) == ("void", "refunded")
    assert _balances(store, one, other) == [0, 0]


def test_an_order_below_the_minimum_waits_for_a_better_one(store: Store) -> None:
    one, other = _pair(store, {"minimum": 5000})
    with store.session() as session:
        pay(session, other, "A1", amount=4999, at=NOON + HOUR)
    assert _state(store, other) == ("bound", None)
    with store.session() as session:
        pay(session, other, "A2", amount=5000, at=NOON + 2 * HOUR)

    assert _balances(store, one, other) == [100, 50]


def test_a_refund_below_the_minimum_takes_the_reward_back(store: Store) -> None:
    """Else an order of fifty yuan is kept for a fen, and its hundred points with it."""
    one, other = _pair(store, {"minimum": 5000})
    with store.session() as session:
        pay(session, other, "A1", amount=10_000, at=NOON + HOUR)
        refund(session, "A1", amount=5_000, status="part_refunded", now=NOON + DAY)
    assert _state(store, other) == ("rewarded", None)

    with store.session() as session:
        refund(session, "A1", amount=5_001, status="part_refunded", now=NOON + 2 * DAY)
    assert _state(store, other) == ("clawed_back", "refunded")
    assert _balances(store, one, other) == [0, 0]


def test_an_order_paid_with_points_alone_takes_its_reward_along(store: Store) -> None:
    _one, other = _pair(store)
    with store.session() as session:
        pay(session, other, "A1", amount=0, at=NOON + HOUR)
        assert referral.of_referred(session, other).state == "rewarded"  # type: ignore[union-attr]
        refund(session, "A1", status="cancelled", now=NOON + DAY)
    assert _state(store, other) == ("clawed_back", "refunded")


def test_new_rules_do_not_touch_what_was_rewarded(store: Store) -> None:
    one, other = _pair(store)
    with store.session() as session:
        pay(session, other, "A1", at=NOON + HOUR)
        body = {"referrer_points": 1, "refund_days": 0}
        referral_rules.set_rules(session, body, author="staff:1", now=NOON + DAY)
        refund(session, "A1", now=NOON + 10 * DAY)

    assert _balances(store, one, other) == [0, 0]
