"""Dry run, explanation, calendar, progress and the message to oneself."""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns import dry_run, outlook, progress, segments, service, trials
from campaigns.dry_run import DryRun
from campaigns.explain import Explanation, explain
from campaigns.values import CampaignView
from membership import birthday_gifts, consents, coupon_templates
from membership.business_time import day_of
from membership.errors import FieldError
from messaging.models import Contact, Outbox
from tests.campaigns.people import (
    DAY,
    MORNING,
    SHANGHAI,
    campaign,
    contact_of,
    document,
    member,
    plan,
    rows,
    sent,
)
from tickets import opening

TODAY = ("solar", 6, 10)


def last(session: Session, view: CampaignView, batch: int = 2) -> DryRun:
    return list(dry_run.run(session, view.id, at=MORNING, timezone=SHANGHAI, batch=batch))[-1]


@pytest.fixture
def crowd(session: Session) -> dict[str, int]:
    """Birthdays of today, with everything that can be in the way."""
    found = {
        "open": member(session, birthday=TODAY),
        "second": member(session, birthday=TODAY),
        "silent": member(session, birthday=TODAY, writes_until=None),
        "gone": member(session, birthday=TODAY, follows=False),
        "refused": member(session, birthday=TODAY),
        "angry": member(session, birthday=TODAY),
    }
    refused = contact_of(session, found["refused"])
    consents.opt_out(session, contact_id=refused, now=MORNING, source="chat")
    angry = contact_of(session, found["angry"])
    opening.open(session, contact_id=angry, description="坏了", now=MORNING)
    return found


def test_a_dry_run_says_who_how_who_not_and_what_it_costs(
    session: Session, crowd: dict[str, int]
) -> None:
    coupon_templates.save(
        session,
        {"key": "ten", "name": "十元券", "terms": {"kind": "cash", "value": 1000}},
        now=MORNING,
    )
    steps = [{"text": "{{gift}}", "gift": {"coupon": "ten", "points": 5}}]
    view = campaign(session, "birthday", steps=steps)

    found = last(session, view)

    assert found.done
    assert (found.due, found.entered) == (6, 6)
    assert found.channels == {"message": 2}
    assert found.blocked == {
        "window closed": 1,
        "unfollowed": 1,
        "refused": 1,
        "open complaint": 1,
    }
    assert found.by_channel["wecom", "no contact"] == 3
    assert found.samples["message"] == (crowd["open"], crowd["second"])
    assert found.samples["refused"] == (crowd["refused"],)
    assert (found.coupons, found.coupon_fen, found.points) == (2, 2000, 10)
    assert rows(session) == []
    assert sent(session) == []


def test_a_dry_run_grows_batch_by_batch_and_agrees_with_planning(
    session: Session, crowd: dict[str, int]
) -> None:
    view = campaign(session, "birthday", limits={"holdout_percent": 50, "per_day": 1})
    for _ in range(10):
        member(session, birthday=TODAY)
    runs = list(dry_run.run(session, view.id, at=MORNING, timezone=SHANGHAI, batch=4))
    assert [one.due for one in runs[:4]] == [4, 8, 12, 16]
    assert [one.done for one in runs] == [False] * (len(runs) - 1) + [True]

    plan(session, view, MORNING)

    planned = [row for row in rows(session) if row.state == "planned"]
    held = [row for row in rows(session) if row.state == "held_out"]
    assert len(planned) == runs[-1].reached
    assert {row.member_id for row in planned} == set(runs[-1].samples["message"])
    assert len(held) >= sum(runs[-1].held_out.values())


def test_a_document_that_is_not_saved_can_be_tried(session: Session) -> None:
    birthday_gifts.set_rules(session, {"points": 30}, author="staff:1", now=MORNING)
    member(session, birthday=TODAY)
    body = document(steps=[{"text": "{{gift}}", "gift": {"birthday": True}}])

    found = list(dry_run.run_document(session, body, at=MORNING, timezone=SHANGHAI))[-1]

    assert (found.reached, found.points) == (1, 30)


def failing(found: Explanation) -> list[tuple[str, Any]]:
    return [
        (check.rule, check.figures.get("channel")) for check in found.checks if not check.passed
    ]


def test_an_explanation_lists_every_rule_with_its_figures(
    session: Session, crowd: dict[str, int]
) -> None:
    view = campaign(session, "birthday", limits={"per_day": 7})

    def ask(who: str) -> Explanation:
        return explain(session, view.id, crowd[who], now=MORNING, timezone=SHANGHAI)

    fine = ask("open")
    assert (fine.failed, fine.channel) == ("", "message")
    figures = {check.rule: check.figures for check in fine.checks}
    assert figures["not due"]["occasion"] == "2026"
    assert figures["daily cap"] == {"cap": 7, "used": 0}
    assert 0 <= figures["held out"]["share"] < 100
    assert failing(ask("silent"))[0] == ("window closed", "message")
    assert failing(ask("gone"))[0] == ("unfollowed", "message")
    assert ask("angry").failed == "open complaint"
    assert ask("angry").channel == "message"
    plan(session, view, MORNING)
    again = ask("open")
    assert again.failed == "entered before"
    assert [(one.state, one.outcome) for one in again.deliveries] == [("planned", "queued")]


def test_who_is_not_due_is_told_so(session: Session) -> None:
    other = member(session, birthday=("solar", 6, 11))

    found = explain(session, 1, other, now=MORNING, timezone=SHANGHAI)

    assert found.failed == "not due"


def test_the_calendar_shows_what_is_planned_waits_and_is_expected(session: Session) -> None:
    for day in (10, 11, 11, 13):
        member(session, birthday=("solar", 6, day))
    steps = [{"text": "欢迎"}, {"text": "券", "after_days": 2}]
    welcome = campaign(session, "welcome", steps=steps)
    festival = campaign(session, "festival", occasion={"dates": ["2026-06-12"]})
    member(session, joined_at=MORNING - timedelta(minutes=5))
    for campaign_id in (1, welcome.id):
        plan(session, service.get(session, campaign_id), MORNING)
    today = day_of(MORNING, SHANGHAI)

    found = outlook.calendar(session, today, today + 3 * DAY, now=MORNING, timezone=SHANGHAI)

    assert [(one.campaign_id, one.day.day, one.planned, one.waiting, one.expected)
            for one in found] == [
        (1, 10, 1, 0, None),
        (1, 11, 0, 0, 2),
        (1, 13, 0, 0, 1),
        (welcome.id, 10, 1, 0, None),
        (welcome.id, 12, 0, 1, None),
        (festival.id, 12, 0, 0, 5),
    ]  # fmt: skip


def test_progress_counts_what_became_of_each_row(session: Session, crowd: dict[str, int]) -> None:
    plan(session, service.get(session, 1), MORNING)
    first, second = session.scalars(sa.select(Outbox).order_by(Outbox.id)).all()
    first.state = "accepted"
    second.state, second.reason = "blocked", "expired"
    session.flush()

    (step,) = progress.progress(session, 1)

    assert (step.sent, step.on_its_way, step.total) == (1, 0, 6)
    assert step.waiting == {"window closed": 1, "unfollowed": 1, "open complaint": 1}
    assert step.blocked == {"expired": 1, "refused": 1}
    (one,) = progress.of_member(session, crowd["open"])
    assert (one.outcome, one.reason) == ("accepted", None)


def test_a_step_can_be_sent_to_oneself(session: Session) -> None:
    body = document(steps=[{"text": "{{name}}，{{gift}}", "gift": {"points": 8}}])
    mine = contact_of(session, member(session))

    trials.send(session, body, 0, contact_id=mine, actor="staff:1", now=MORNING)

    row = session.scalars(sa.select(Outbox)).one()
    assert row.payload["text"] == "【测试】小林，为您准备了 8 积分，已经放进您的账户。"
    assert (row.author, row.category) == ("staff:1", "service")
    assert rows(session) == []
    session.execute(sa.update(Contact).values(message_left=0))
    with pytest.raises(FieldError):
        trials.send(session, body, 0, contact_id=mine, actor="staff:1", now=MORNING)


def test_the_calendar_counts_an_audience_once_however_many_days(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(session)
    campaign(session, "regular", occasion={"cron": "* * *"})
    count = Mock(wraps=segments.count_and_sample)
    monkeypatch.setattr(segments, "count_and_sample", count)
    today = day_of(MORNING, SHANGHAI)

    found = outlook.calendar(session, today, today + 9 * DAY, now=MORNING, timezone=SHANGHAI)

    assert [one.expected for one in found] == [1] * 9
    assert count.call_count == 1
