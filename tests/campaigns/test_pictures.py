"""A step that is a picture: by which channel it is shown, and that it stays until it is sent."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns import dry_run, pictures, service, trials, wording
from campaigns.steps import Step
from knowledge.pictures import shelf
from membership.errors import FieldError
from messaging.messages import Image, Text, from_payload, push_from_payload
from messaging.models import Outbox
from tests.campaigns.people import (
    MORNING,
    SHANGHAI,
    campaign,
    contact_of,
    document,
    member,
    plan,
)
from tests.knowledge.pictures.samples import png

TODAY = ("solar", 6, 10)


@pytest.fixture
def digest(session: Session) -> str:
    return shelf.put(session, png(), name="海报.png", actor="staff:1", now=MORNING)


def step(digest: str, **more: Any) -> dict[str, Any]:
    return {"text": "{{name}}，周年庆八折", "picture": digest, **more}


def said(step: Mapping[str, Any], channel: str) -> Any:
    read = service.read(document("birthday", steps=[step])).steps[0]
    payload = wording.payload(read, channel, {"name": "小林"})
    return push_from_payload(payload) if channel == "mass" else from_payload(payload)


def test_each_channel_shows_it_or_says_the_words() -> None:
    poster = step("a" * 64)

    assert said(poster, "message") == Image(f"picture:{'a' * 64}")
    assert said(poster, "mass").content == Image(f"picture:{'a' * 64}")
    assert said({**poster, "to_all": "八折"}, "mass").content == Text("八折")
    assert said(poster, "wecom") == Text("小林，周年庆八折")


def test_a_mass_send_of_a_picture_needs_no_words_for_all() -> None:
    poster = Step("{{name}}，周年庆", picture="a" * 64)

    assert wording.fitting(poster, ("mass", "sms", "subscribe", "wecom")) == ("mass", "wecom")
    assert wording.fitting(Step("{{name}}，周年庆"), ("mass", "wecom")) == ("wecom",)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"picture": "no digest"}, "gone"),
        ({"link": {"title": "看看", "url": "https://a.cn"}}, "one of two"),
        ({"text": ""}, "wrong_type"),
    ],
)
def test_what_cannot_be_is_named(wrong: dict[str, Any], problem: str) -> None:
    with pytest.raises(FieldError) as refused:
        service.read(document(steps=[{**step("a" * 64), **wrong}]))

    assert refused.value.problem == problem


def test_one_that_is_not_on_the_shelf_is_refused(session: Session, digest: str) -> None:
    body = document(steps=[step(digest), step("0" * 64, after_days=1)])
    with pytest.raises(FieldError) as refused:
        service.create(session, "poster", body, actor="staff:1", now=MORNING)

    assert (refused.value.field, refused.value.problem) == ("steps[1].picture", "gone")


def test_it_is_kept_as_long_as_any_version_names_it(session: Session, digest: str) -> None:
    view = campaign(session, "regular", steps=[step(digest)], occasion={"cron": "* * *"})
    assert pictures.going_out(session) == pictures.in_use(session) == {digest}
    plainer = document("regular", occasion={"cron": "* * *"})
    service.save(session, view.id, plainer, seen=1, actor="staff:1", now=MORNING)

    assert pictures.in_use(session) == {digest}
    assert pictures.going_out(session) == set()


def test_the_dry_run_says_who_gets_words_instead(session: Session, digest: str) -> None:
    body = document(steps=[step(digest)], channels=["message", "mass", "wecom"])
    member(session, birthday=TODAY)
    member(session, birthday=TODAY, writes_until=None)
    found = list(dry_run.run_document(session, body, at=MORNING, timezone=SHANGHAI))[-1]
    assert found.channels["message"] == 1
    assert found.in_words == frozenset()

    body = document(steps=[step(digest, to_all="八折")], channels=["message", "mass"])
    found = list(dry_run.run_document(session, body, at=MORNING, timezone=SHANGHAI))[-1]
    assert found.channels == {"message": 1, "mass": 1}
    assert found.in_words == {"mass"}


def test_it_waits_in_the_outbox_by_its_digest(session: Session, digest: str) -> None:
    view = campaign(session, "birthday", key="poster", steps=[step(digest)])
    member(session, birthday=TODAY)

    plan(session, view, MORNING)

    assert session.scalars(sa.select(Outbox.payload)).all() == [shelf.extra(digest)]


def test_to_oneself_goes_the_picture_and_what_is_said_without(
    session: Session, digest: str
) -> None:
    mine = contact_of(session, member(session))
    body = document(steps=[step(digest), {"text": "还剩三天", "after_days": 1}])
    for number in (0, 1):
        trials.send(
            session,
            body,
            number,
            contact_id=mine,
            actor="staff:1",
            now=MORNING + timedelta(seconds=1),
        )

    payloads = session.scalars(sa.select(Outbox.payload).order_by(Outbox.id)).all()
    assert payloads[0]["text"] == "【测试】小林，周年庆八折"
    assert payloads[1] == shelf.extra(digest)
    assert payloads[2]["text"] == "【测试】还剩三天"
