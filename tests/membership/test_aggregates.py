"""Figures, stage, tags and coupon follow each order in its own transaction."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from membership import (
    aggregates,
    coupon_templates,
    coupons,
    figures_repository,
    lifecycle,
    tag_rules,
)
from membership.errors import FieldError
from membership.figures import of_orders
from membership.reward_errors import CouponNotUsableError
from store.transactions import Store
from tests.membership.order_shop import pay, refund
from tests.membership.rewards_shop import DAY, NOON, SHANGHAI, add_member


def _summary(store: Store, member: int) -> aggregates.MemberSummary:
    with store.reading() as session:
        return aggregates.summary(session, member)


def test_orders_in_order_add_up(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        for number, day in enumerate((0, 10, 30)):
            pay(session, member, f"A{number}", at=NOON + day * DAY)

    found = _summary(store, member)
    assert (found.first_order_at, found.last_order_at) == (NOON, NOON + 30 * DAY)
    assert (found.order_count, found.amount_sum, found.median_gap) == (3, 30_000, 15.0)
    assert (found.stage, found.next_transition_at) == ("active", NOON + 45 * DAY)


def test_an_order_that_comes_late_takes_its_place(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        pay(session, member, "A1", at=NOON)
        pay(session, member, "A3", at=NOON + 30 * DAY)
        pay(session, member, "A2", at=NOON + 10 * DAY, now=NOON + 31 * DAY)

    assert _summary(store, member).median_gap == 15.0
    assert _summary(store, member).last_order_at == NOON + 30 * DAY


def test_a_refund_before_its_order_ends_right(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        refund(session, "A1", now=NOON)
        pay(session, member, "A1", at=NOON - DAY, now=NOON)

    assert _summary(store, member).order_count == 0
    assert _summary(store, member).stage == "prospect"


def test_cancelling_the_last_order_goes_back_to_the_one_before(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        for number, day in enumerate((0, 10, 30)):
            pay(session, member, f"A{number}", at=NOON + day * DAY)
        refund(session, "A2", status="cancelled", now=NOON + 31 * DAY)

    found = _summary(store, member)
    assert (found.order_count, found.last_order_at) == (2, NOON + 10 * DAY)
    assert found.amount_sum == 20_000


def test_cancelling_the_only_order_leaves_a_prospect(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        pay(session, member, "A1", at=NOON)
        refund(session, "A1", status="cancelled", now=NOON + DAY)
        steps = lifecycle.history(session, member)

    assert [(step.from_stage, step.to_stage) for step in steps] == [
        ("new", "prospect"),
        ("prospect", "new"),
    ]
    assert _summary(store, member).next_transition_at is None


messages = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["paid", "part_refunded", "refunded", "cancelled"]),
        st.integers(0, 200),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(messages)
def test_whatever_was_heard_the_figures_are_those_of_the_orders(
    store: Store, heard: list[tuple[int, str, int]]
) -> None:
    with store.session() as session:
        member = add_member(session)
        for number, status, day in heard:
            at = NOON - (200 - day) * DAY
            part = 100 if status == "part_refunded" else 0
            values: dict[str, Any] = {"status": status, "refunded_amount": part, "now": NOON}
            pay(session, member, f"{member}:{number}", at=at, **values)
        kept = figures_repository.read(session, member)
        anew = of_orders(figures_repository.orders_of(session, member), timezone=SHANGHAI)

    assert kept is None or kept.figures == anew
    assert kept is not None or anew.order_count == 0


def test_tags_follow_the_orders(store: Store) -> None:
    with store.session() as session:
        conditions = [
            {"measure": "orders", "comparison": ">=", "value": 2},
            {"measure": "gap", "comparison": "<=", "value": 14},
        ]
        tag_rules.set_rule(session, "高频", conditions, author="staff:1", now=NOON)
        member = add_member(session)
        pay(session, member, "A1", at=NOON)
        assert tag_rules.tags_of(session, member) == []
        pay(session, member, "A2", at=NOON + 7 * DAY)
        assert tag_rules.tags_of(session, member) == ["高频"]
        pay(session, member, "A3", at=NOON + 60 * DAY)
        assert tag_rules.tags_of(session, member) == []


def test_a_new_tag_rule_reaches_members_batch_by_batch(store: Store) -> None:
    with store.session() as session:
        members = [add_member(session) for _ in range(5)]
        for member in members[:4]:
            pay(session, member, f"A{member}", at=NOON)
        conditions = [{"measure": "stage", "value": "new"}]
        rule = tag_rules.set_rule(session, "新朋友", conditions, author="staff:1", now=NOON)
        after: int | None = 0
        rounds = 0
        while after is not None:
            after = tag_rules.apply_rule(session, rule, after=after, now=NOON, limit=2)
            rounds += 1
        tagged = [m for m in members if tag_rules.tags_of(session, m) == ["新朋友"]]
        assert (tagged, rounds) == (members[:4], 4)
        tag_rules.disable(session, "新朋友", author="staff:1", now=NOON)
        assert tag_rules.tags_of(session, members[0]) == []


@pytest.mark.parametrize(
    ("conditions", "field"),
    [
        ([], "conditions"),
        ([{"measure": "mood", "comparison": ">=", "value": 1}], "conditions[0].measure"),
        ([{"measure": "orders", "comparison": ">", "value": 1}], "conditions[0].comparison"),
        ([{"measure": "orders", "comparison": ">=", "value": "1"}], "conditions[0].value"),
        ([{"measure": "stage", "value": "asleep"}], "conditions[0].value"),
    ],
)
def test_a_wrong_tag_rule_is_refused_by_field(
    store: Store, conditions: list[Any], field: str
) -> None:
    with pytest.raises(FieldError) as caught, store.session() as session:
        tag_rules.set_rule(session, "高频", conditions, author="staff:1", now=NOON)

    assert caught.value.field == field


def _coupon(store: Store) -> tuple[int, str]:
    with store.session() as session:
        body = {"key": "ten", "name": "10 元券", "terms": {"kind": "cash", "value": 1000}}
        coupon_templates.save(session, body, now=NOON)
        member = add_member(session)
        return member, coupons.issue(
            session, "ten", member, source="staff", key="1", now=NOON
        ).code


def test_a_coupon_and_its_order_stand_and_fall_together(store: Store) -> None:
    member, code = _coupon(store)
    with store.session() as session:
        pay(session, member, "A1", coupon_code=code, at=NOON)
    with pytest.raises(CouponNotUsableError), store.session() as session:
        pay(session, member, "A2", coupon_code=code, at=NOON)

    assert _summary(store, member).order_count == 1
    with store.session() as session:
        refund(session, "A1", status="cancelled", now=NOON + timedelta(hours=1))
        assert coupons.find(session, code).state == "unused"
        pay(session, member, "A3", coupon_code=code, at=NOON + timedelta(hours=2))
        assert coupons.find(session, code).order_ref == "A3"


def test_a_refund_in_part_keeps_the_coupon_used(store: Store) -> None:
    member, code = _coupon(store)
    with store.session() as session:
        pay(session, member, "A1", coupon_code=code, at=NOON)
        refund(session, "A1", status="part_refunded", amount=100, now=NOON)
        assert coupons.find(session, code).state == "used"
