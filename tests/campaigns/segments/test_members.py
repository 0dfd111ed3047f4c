"""Whom a segment holds, on every database."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from campaigns import segments
from membership import levels
from membership.models import Coupon, Member, MemberFigures, PointsAccount, SignIn
from membership.models.lifecycle import RuleTag, TagRule
from messaging.models import Contact
from store.transactions import Store
from surveys.models import Survey, SurveyResponse
from tests.membership.factories import DAY, NOON
from tickets import opening

WU, LI, MA = 1, 2, 3
"""吴 buys often and lately, 李 bought once long ago, 马 never did."""


def _member(number: int, **values: Any) -> dict[str, Any]:
    given = {"id": number, "name": "", "tags": [], "preferences": {}, "custom": {}, "growth": 0}
    times = {"joined_at": NOON - 400 * DAY, "created_at": NOON, "updated_at": NOON}
    return {**given, **times, **values}


def _figures(number: int, days: int, orders: int, amount: int, stage: str) -> dict[str, Any]:
    last = NOON - days * DAY
    return {
        "member_id": number,
        "first_order_at": last - (orders - 1) * 10 * DAY,
        "last_order_at": last,
        "order_count": orders,
        "amount_sum": amount,
        "buying_days": [],
        "median_gap": 10.0 if orders > 1 else None,
        "stage": stage,
        "stage_since": last,
        "updated_at": NOON,
    }


@pytest.fixture
def session(store: Store) -> Any:
    with store.session() as session:
        _people(session)
        _scores(session)
        _tickets(session)
        yield session


def _scores(session: Session) -> None:
    """吴 would recommend us until lately; content with a ticket they may be all the same."""
    given = {"relation": "relational", "active": True, "version": 1, "updated_by": "test"}
    times = {"created_at": NOON, "updated_at": NOON}
    for number, kind in ((71, "nps"), (72, "csat")):
        row = {"id": number, "key": f"test-{kind}", "name": kind, "kind": kind}
        session.execute(insert(Survey).values(**row, **given, **times))
    for number, (survey, score) in enumerate(((71, 9), (71, 3), (72, 5)), start=1):
        at = NOON - (9 - number) * DAY
        row = {"invitation_id": number, "survey_id": survey, "score": score, "answered_at": at}
        more = {"version": 1, "member_id": WU, "source": "chat", "late": False}
        session.execute(insert(SurveyResponse).values(**row, **more))


def _tickets(session: Session) -> None:
    """吴 asked for something; about 李 a campaign gave staff a task."""
    chat = session.scalars(select(Contact.id).where(Contact.member_id == WU)).one()
    opening.open(session, contact_id=chat, description="坏了", now=NOON)
    phone = {"account": "sms", "external_id": "x2", "member_id": LI, "subscribed": True}
    session.execute(insert(Contact).values(**phone, created_at=NOON))
    number = session.scalars(select(Contact.id).where(Contact.member_id == LI)).one()
    opening.open(session, contact_id=number, source="campaign", description="问问", now=NOON)


def _people(session: Session) -> None:
    people = [
        _member(WU, gender="female", tags=["素食", "VIP"], growth=900, birthday_month=8),
        _member(LI, custom={"shop": "北门店", "visits": 12, "pets": True, "since": "2024-05-01"}),
        _member(MA, phone_index="x", joined_at=NOON - 3 * DAY),
    ]
    for person in people:
        session.execute(insert(Member).values(**person))
    session.execute(insert(Member).values(**_member(9, merged_into_id=WU)))
    session.execute(insert(MemberFigures), [_figures(WU, 2, 6, 200_000, "loyal")])
    session.execute(insert(MemberFigures), [_figures(LI, 300, 1, 5_000, "lost")])
    session.execute(insert(PointsAccount).values(member_id=WU, balance=120, held=0, debt=0))
    session.execute(
        insert(Contact).values(
            account="wechat:wx1", external_id="o1", member_id=WU, subscribed=True,
            created_at=NOON, last_inbound_at=NOON - DAY,
        )
    )  # fmt: skip
    session.execute(
        insert(Coupon).values(
            code="C1", template_id=1, member_id=LI, name="满减", terms={}, source="staff",
            source_key="1", issued_at=NOON, starts_at=NOON - DAY, expires_at=NOON + DAY,
        )
    )  # fmt: skip
    session.execute(
        insert(SignIn).values(member_id=MA, day=1, streak=1, points=1, created_at=NOON - DAY)
    )
    rule = {"tag": "夜猫", "conditions": [], "author": "staff:1", "updated_at": NOON}
    session.execute(insert(TagRule).values(id=55, enabled=True, **rule))
    session.execute(insert(RuleTag).values(member_id=WU, rule_id=55, since=NOON))


def _held(session: Session, *conditions: Mapping[str, Any], match: str = "all") -> set[int]:
    segment = segments.parse({"match": match, "conditions": list(conditions)})
    found = segments.contains(session, segment, [WU, LI, MA, 9], now=NOON)
    sample = segments.count_and_sample(session, segment, now=NOON, sample=9)
    assert (sample.count, set(sample.member_ids)) == (len(found), found)
    return found


def test_everybody_but_the_merged(session: Session) -> None:
    assert segments.batch(session, segments.EVERYBODY, after=0, limit=9, now=NOON) == [WU, LI, MA]
    assert segments.batch(session, segments.EVERYBODY, after=WU, limit=1, now=NOON) == [LI]


CONDITIONS: list[tuple[str, str, Any, set[int]]] = [
    ("orders", ">=", 1, {WU, LI}),
    ("orders", "<=", 1, {LI, MA}),
    ("orders", "=", 0, {MA}),
    ("amount", ">=", 5_001, {WU}),
    ("average", "<=", 5_000, {LI}),
    ("cycle", "<=", 10, {WU}),
    ("stage", "in", ["loyal"], {WU}),
    ("stage", "in", ["prospect", "lost"], {LI, MA}),
    ("stage", "not_in", ["loyal"], {LI, MA}),
    ("stage", "not_in", ["prospect"], {WU, LI}),
    ("rfm", "in", ["111"], {WU}),
    ("rfm", "in", ["000", "111"], {WU, LI}),
    ("rfm", "not_in", ["111"], {LI, MA}),
    ("last_order", "within", 2, {WU}),
    ("last_order", "not_within", 200, {LI, MA}),
    ("first_order", "within", 100, {WU}),
    ("joined", "within", 7, {MA}),
    ("points", ">=", 100, {WU}),
    ("points", "<=", 0, {LI, MA}),
    ("growth", ">=", 900, {WU}),
    ("coupon", "is", True, {LI}),
    ("coupon", "is", False, {WU, MA}),
    ("gender", "in", ["female"], {WU}),
    ("gender", "not_in", ["female"], {LI, MA}),
    ("birthday_month", "in", ["8"], {WU}),
    ("channel", "in", ["wechat"], {WU}),
    ("channel", "in", ["phone", "wechat"], {WU, MA}),
    ("channel", "not_in", ["wechat"], {LI, MA}),
    ("wrote", "within", 2, {WU}),
    ("wrote", "not_within", 2, {LI, MA}),
    ("signed_in", "within", 3, {MA}),
    ("redeemed", "within", 30, set()),
    ("redeemed", "not_within", 30, {WU, LI, MA}),
    ("recommended", "=", 0, {WU, LI, MA}),
    ("nps", "<=", 6, {WU}),
    ("nps", ">=", 4, set()),
    ("open_ticket", "is", True, {WU}),
    ("open_ticket", "is", False, {LI, MA}),
    ("tag", "has", "VIP", {WU}),
    ("tag", "has", "vip", set()),
    ("tag", "has", "素", set()),
    ("tag", "has_not", "素食", {LI, MA}),
    ("tag", "has", "夜猫", {WU}),
]


def test_one_condition(session: Session) -> None:
    found = [
        (
            field,
            comparison,
            value,
            _held(session, {"field": field, "is": comparison, "value": value}),
        )
        for field, comparison, value, _ in CONDITIONS
    ]

    assert found == CONDITIONS


CUSTOM: list[tuple[str, str, Any, set[int]]] = [
    ("shop", "=", "北门店", {LI}),
    ("shop", "=", "北门", set()),
    ("shop", "has", "北门", {LI}),
    ("shop", "has", "%", set()),
    ("visits", ">=", 12, {LI}),
    ("visits", "<=", 11, set()),
    ("visits", "=", 12, {LI}),
    ("pets", "=", True, {LI}),
    ("pets", "=", False, set()),
    ("since", "<=", "2024-12-31", {LI}),
    ("since", ">=", "2024-12-31", set()),
]


def test_a_field_that_staff_defined(session: Session) -> None:
    asked = {"field": "custom"}
    found = [
        (
            key,
            comparison,
            value,
            _held(session, {**asked, "key": key, "is": comparison, "value": value}),
        )
        for key, comparison, value, _ in CUSTOM
    ]

    assert found == CUSTOM


def test_levels_by_code_and_the_lowest_for_those_without(session: Session) -> None:
    lowest, higher = [level.code for level in _levels(session)[:2]]

    assert _held(session, {"field": "level", "is": "in", "value": [lowest]}) == {WU, LI, MA}
    assert _held(session, {"field": "level", "is": "not_in", "value": [higher]}) == {WU, LI, MA}


def _levels(session: Session) -> Any:
    return levels.load(session).active


def test_any_and_none_and_groups(session: Session) -> None:
    buys = {"field": "orders", "is": ">=", "value": 2}
    new = {"field": "joined", "is": "within", "value": 7}

    assert _held(session, buys, new, match="any") == {WU, MA}
    assert _held(session, buys, new, match="none") == {LI}
    assert _held(session, {"match": "none", "conditions": [buys]}, new) == {MA}
    assert _held(session, match="any") == {WU, LI, MA}
