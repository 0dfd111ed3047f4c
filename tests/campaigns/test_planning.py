"""Planning: who is due is entered once, spared, held out, routed or put off."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns import policy, service
from campaigns.values import ENDED, ON, PAUSED, CampaignView
from membership import consents, coupon_templates, merging, points
from membership.models import Coupon, LifecycleTransition
from messaging.models import Contact, Outbox
from tests.campaigns.people import (
    DAY,
    MORNING,
    buys,
    campaign,
    contact_of,
    member,
    plan,
    rows,
    sent,
)
from tickets import opening
from tickets.models import Ticket

TODAY = ("solar", 6, 10)
HOUR = timedelta(hours=1)
CASH = {
    "key": "ten",
    "name": "十元券",
    "terms": {"kind": "cash", "value": 1000, "minimum": 5000},
    "quota": 1,
}


def birthdays(session: Session) -> CampaignView:
    found = service.by_key(session, "birthday")
    assert found is not None
    return found


def complain(session: Session, member_id: int) -> int:
    contact = contact_of(session, member_id)
    return opening.open(session, contact_id=contact, description="蛋糕坏了", now=MORNING).id


def test_a_birthday_is_greeted_once_however_often_the_day_is_planned(session: Session) -> None:
    chosen = member(session, birthday=TODAY)
    member(session, birthday=("solar", 6, 11))

    states = [plan(session, birthdays(session), MORNING) for _ in range(3)]

    assert [dict(one) for one in states] == [{"planned": 1}, {}, {}]
    assert sent(session) == [(chosen, "小林，生日快乐！愿您这一年平安顺遂，天天有好心情。")]
    row = session.scalars(sa.select(Outbox)).one()
    assert (row.author, row.category, row.channel) == ("campaign:1", "marketing", "message")
    assert row.expires_at == MORNING.replace(hour=16), "the day is over at midnight in the shop"


def test_planned_before_its_hour_it_is_due_at_its_hour(session: Session) -> None:
    member(session, birthday=TODAY)

    plan(session, birthdays(session), MORNING - 8 * HOUR)

    assert session.scalars(sa.select(Outbox.due_at)).one() == MORNING - HOUR


def test_at_night_a_greeting_is_too_late(session: Session) -> None:
    member(session, birthday=TODAY)

    states = plan(session, birthdays(session), MORNING + 12 * HOUR)

    assert dict(states) == {"blocked": 1}
    assert [row.rule for row in rows(session)] == ["quiet hours"]


def test_an_open_complaint_puts_off_until_it_is_settled(session: Session) -> None:
    angry = member(session, birthday=TODAY)
    ticket = complain(session, angry)

    assert dict(plan(session, birthdays(session), MORNING)) == {"waiting": 1}
    assert [row.rule for row in rows(session)] == ["open complaint"]
    assert dict(plan(session, birthdays(session), MORNING + HOUR)) == {"waiting": 1}
    session.execute(sa.update(Ticket).where(Ticket.id == ticket).values(state="resolved"))
    assert dict(plan(session, birthdays(session), MORNING + 2 * HOUR)) == {"planned": 1}
    assert [one for one, _ in sent(session)] == [angry]


def test_what_waits_at_the_end_of_the_occasion_is_decided(session: Session) -> None:
    complain(session, member(session, birthday=TODAY))
    for hours in range(0, 12, 2):
        plan(session, birthdays(session), MORNING + hours * HOUR)

    (row,) = rows(session)
    assert (row.state, row.rule) == ("blocked", "open complaint")


def test_a_closed_window_is_looked_at_again_when_they_may_have_written(session: Session) -> None:
    silent = member(session, birthday=TODAY, writes_until=None)

    assert dict(plan(session, birthdays(session), MORNING)) == {"waiting": 1}
    assert [row.rule for row in rows(session)] == ["window closed"]
    opened = {"message_until": MORNING + 40 * HOUR, "message_left": 5}
    session.execute(sa.update(Contact).where(Contact.member_id == silent).values(**opened))
    assert dict(plan(session, birthdays(session), MORNING + HOUR)) == {}
    assert dict(plan(session, birthdays(session), MORNING + 4 * HOUR)) == {"planned": 1}


def test_who_refused_or_was_merged_gets_nothing(session: Session) -> None:
    refused = member(session, birthday=TODAY)
    kept, gone = member(session, birthday=TODAY), member(session, birthday=TODAY)
    contact = contact_of(session, refused)
    consents.opt_out(session, contact_id=contact, now=MORNING, source="chat")
    merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=MORNING)

    states = plan(session, birthdays(session), MORNING)

    assert dict(states) == {"planned": 1, "blocked": 1}
    assert [one for one, _ in sent(session)] == [kept]
    assert {row.member_id: row.rule for row in rows(session)} == {refused: "refused", kept: None}


def test_holdouts_are_rows_and_get_nothing(session: Session) -> None:
    view = campaign(session, "birthday", limits={"holdout_percent": 50})
    service.set_state(session, birthdays(session).id, ENDED, now=MORNING)
    members = {member(session, birthday=TODAY) for _ in range(40)}

    states = plan(session, view, MORNING)

    assert states["planned"] + states["held_out"] == 40
    assert 8 < states["held_out"] < 32
    held = {row.member_id for row in rows(session) if row.arm == "holdout"}
    assert held == members - {one for one, _ in sent(session)}


def test_the_global_holdout_gets_nothing_of_any_campaign(session: Session) -> None:
    policy.save(session, {"holdout_percent": 50}, actor="staff:1", now=MORNING)
    second = campaign(session, "birthday")
    for _ in range(20):
        member(session, birthday=TODAY)

    for view in (birthdays(session), second):
        plan(session, view, MORNING)

    arms = [
        {r.member_id for r in rows(session) if r.campaign_id == view.id and r.arm != "treated"}
        for view in (birthdays(session), second)
    ]
    assert arms[0] == arms[1] != set()


def test_a_gift_comes_with_its_message_and_once(session: Session) -> None:
    coupon_templates.save(session, {**CASH, "quota": 5}, now=MORNING)
    steps = [{"text": "{{name}}，{{gift}}", "gift": {"points": 50, "coupon": "ten"}}]
    view = campaign(session, "birthday", steps=steps)
    chosen = member(session, birthday=TODAY)

    for _ in range(2):
        plan(session, view, MORNING)

    assert sent(session) == [
        (chosen, "小林，为您准备了 50 积分和一张「十元券」，已经放进您的账户。")
    ]
    assert points.summary(session, chosen, now=MORNING).available == 50
    (row,) = rows(session)
    coupon = session.scalars(sa.select(Coupon)).one()
    assert row.gift == {"points": 50, "coupon": coupon.code, "cost": 1000}


def test_who_cannot_be_reached_gets_no_gift(session: Session) -> None:
    view = campaign(session, "birthday", steps=[{"text": "{{gift}}", "gift": {"points": 50}}])
    silent = member(session, birthday=TODAY, follows=False)

    plan(session, view, MORNING)

    assert points.summary(session, silent, now=MORNING).available == 0


def test_a_gift_that_is_used_up_is_not_promised(session: Session) -> None:
    coupon_templates.save(session, CASH, now=MORNING)
    steps = [{"text": "{{gift}}", "gift": {"coupon": "ten"}}]
    view = campaign(session, "birthday", steps=steps)
    for _ in range(2):
        member(session, birthday=TODAY)

    states = plan(session, view, MORNING)

    assert dict(states) == {"planned": 1, "waiting": 1}
    assert [row.rule for row in rows(session)] == [None, "gift unavailable"]
    assert len(sent(session)) == 1


def test_the_daily_cap_leaves_the_rest_for_tomorrow(session: Session) -> None:
    view = campaign(
        session,
        "regular",
        occasion={"at": "10:00", "cron": "10 6 *"},
        steps=[{"text": "您好"}],
        limits={"per_day": 3},
    )
    for _ in range(5):
        member(session)

    states = plan(session, view, MORNING)

    assert dict(states) == {"planned": 3, "blocked": 2}, "the occasion is today only"
    assert {row.rule for row in rows(session)} == {None, "daily cap"}


@pytest.mark.parametrize(
    ("limits", "days", "times"),
    [({"once": True}, 3000, 1), ({"again_after_days": 400}, 365, 1), ({}, 365, 2)],
)
def test_reentry(session: Session, limits: dict[str, Any], days: int, times: int) -> None:
    view = campaign(session, "birthday", limits=limits)
    chosen = member(session, birthday=TODAY, writes_until=MORNING + 4000 * DAY)
    later = MORNING.replace(year=MORNING.year + days // 365)

    plan(session, view, MORNING)
    plan(session, view, later)

    assert [one for one, _ in sent(session)] == [chosen] * times


def test_later_steps_wait_and_stop_when_they_return(session: Session) -> None:
    view = campaign(
        session,
        "welcome",
        steps=[
            {"text": "欢迎"},
            {"text": "券", "after_days": 3},
            {"text": "再见", "after_days": 9},
        ],
        goal={"stops": True},
    )
    stays, returns = (member(session, joined_at=MORNING - HOUR) for _ in range(2))

    plan(session, view, MORNING)
    assert [text for _, text in sent(session)] == ["欢迎", "欢迎"]
    plan(session, view, MORNING + 2 * DAY)
    assert len(sent(session)) == 2
    buys(session, returns, MORNING + 2 * DAY)
    plan(session, view, MORNING + 3 * DAY)
    plan(session, view, MORNING + 9 * DAY)

    assert sent(session)[2:] == [(stays, "券"), (stays, "再见")]
    assert [row.rule for row in rows(session) if row.member_id == returns] == [
        None,
        "recovered",
        "recovered",
    ]


def test_the_audience_is_the_segment(session: Session) -> None:
    audience = {"conditions": [{"field": "gender", "is": "in", "value": ["female"]}]}
    view = campaign(session, "birthday", audience=audience)
    chosen = member(session, birthday=TODAY, gender="female")
    member(session, birthday=TODAY, gender="male")

    plan(session, view, MORNING)

    assert [one for one, _ in sent(session)] == [chosen]


def test_pausing_stops_planning_and_what_was_queued(session: Session) -> None:
    member(session, birthday=TODAY)
    plan(session, birthdays(session), MORNING)
    late = member(session, birthday=TODAY)

    service.set_state(session, birthdays(session).id, PAUSED, now=MORNING)
    plan(session, birthdays(session), MORNING)
    assert session.scalars(sa.select(Outbox.state)).all() == ["paused"]
    service.set_state(session, birthdays(session).id, ON, now=MORNING)
    plan(session, birthdays(session), MORNING)

    assert session.scalars(sa.select(Outbox.state)).all() == ["queued", "queued"]
    assert sent(session)[1][0] == late


def test_ending_calls_back_what_has_not_left(session: Session) -> None:
    member(session, birthday=TODAY)
    complain(session, member(session, birthday=TODAY))
    plan(session, birthdays(session), MORNING)

    service.set_state(session, birthdays(session).id, ENDED, now=MORNING)

    assert session.scalars(sa.select(Outbox.state)).all() == ["cancelled"]
    assert [(row.state, row.rule) for row in rows(session)] == [
        ("planned", None),
        ("blocked", "campaign ended"),
    ]


def test_who_entered_under_a_record_that_is_merged_since_has_entered(session: Session) -> None:
    days = {"dates": ["2026-06-10", "2026-06-11"]}
    view = campaign(session, "festival", occasion=days, limits={"once": True})
    first = member(session, "林一")
    plan(session, view, MORNING)
    second = member(session, "林二")
    merging.merge(session, kept_id=second, gone_id=first, actor="staff:1", now=MORNING)

    plan(session, view, MORNING + DAY)

    assert {row.member_id for row in rows(session)} == {first}


def test_a_passage_of_a_record_that_is_merged_since_is_entered_once(session: Session) -> None:
    view = campaign(session, "winback")
    first, second = member(session), member(session)
    passage = {"from_stage": "dormant", "to_stage": "lost", "reason": {}}
    session.add(LifecycleTransition(member_id=first, at=MORNING, recorded_at=MORNING, **passage))
    plan(session, view, MORNING)
    merging.merge(session, kept_id=second, gone_id=first, actor="staff:1", now=MORNING)

    plan(session, view, MORNING + HOUR)

    assert {row.member_id for row in rows(session)} == {first}


def test_what_waited_while_no_clock_ran_ends_by_what_it_waited_for(session: Session) -> None:
    member(session, birthday=TODAY, writes_until=None)
    plan(session, birthdays(session), MORNING)

    plan(session, birthdays(session), MORNING + 2 * DAY)

    assert [(row.state, row.rule) for row in rows(session)] == [("blocked", "window closed")]
