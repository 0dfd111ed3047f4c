"""Consents for one message, as the platform tells of them."""

from dataclasses import replace
from typing import Any

import pytest

from messaging import contacts
from messaging.inbound import Inbound
from messaging.messages import Text
from messaging.reach import consents
from tests.chat import ACCOUNT, Chat

TEMPLATE = "tmpl-birthday"


def happens(chat: Chat, event: str, holder: str, entries: Any) -> None:
    chat.clock.advance(seconds=1)
    fields = {holder: {"List": entries}} if entries is not None else {}
    chat.deliver(
        Inbound(
            account=ACCOUNT,
            external_id=chat.openid,
            key=str(chat.clock.now()),
            kind="event",
            occurred_at=chat.clock.now(),
            event=event,
            fields=fields,
        )
    )


def taps(chat: Chat, *answers: str, template: str = TEMPLATE) -> None:
    entries = [{"TemplateId": template, "SubscribeStatusString": one} for one in answers]
    happens(
        chat,
        "subscribe_msg_popup_event",
        "SubscribeMsgPopupEvent",
        entries[0] if len(entries) == 1 else entries,
    )


def left(chat: Chat) -> dict[str, int]:
    with chat.session() as session:
        contact = contacts.find(session, ACCOUNT, chat.openid)
        assert contact is not None
        return {one.template: one.remaining for one in consents.of_contact(session, contact.id)}


@pytest.mark.dialect
def test_each_accepted_tap_counts_and_a_refusal_takes_nothing(chat: Chat) -> None:
    taps(chat, "accept")
    taps(chat, "accept", "reject")
    taps(chat, "reject")

    assert left(chat) == {TEMPLATE: 2}


def test_thanks_are_said_only_inside_an_open_window(chat: Chat) -> None:
    taps(chat, "accept")
    assert chat.outbox() == []
    chat.says("你好")
    before = len(chat.outbox())
    taps(chat, "accept")
    taps(chat, "reject")

    said = chat.outbox()[before:]
    assert len(said) == 1
    assert isinstance(said[0], Text)
    assert "只提醒您这一次" in said[0].text


def test_a_template_taken_back_leaves_nothing(chat: Chat) -> None:
    taps(chat, "accept")
    taps(chat, "accept", template="other")
    entry = {"TemplateId": TEMPLATE, "SubscribeStatusString": "reject"}
    happens(chat, "subscribe_msg_change_event", "SubscribeMsgChangeEvent", entry)

    assert left(chat) == {TEMPLATE: 0, "other": 1}


def test_who_leaves_takes_every_consent_along(chat: Chat) -> None:
    chat.follows()
    taps(chat, "accept")
    chat.unfollows()

    assert left(chat) == {TEMPLATE: 0}


def test_events_of_an_odd_shape_change_nothing(chat: Chat) -> None:
    for entries in (None, "", [], ["x"], {"TemplateId": ""}, {"SubscribeStatusString": "accept"}):
        happens(chat, "subscribe_msg_popup_event", "SubscribeMsgPopupEvent", entries)
        happens(chat, "subscribe_msg_change_event", "SubscribeMsgChangeEvent", entries)
        happens(chat, "subscribe_msg_sent_event", "SubscribeMsgSentEvent", entries)

    assert left(chat) == {}


def test_who_wants_reminders_is_shown_the_page_if_there_is_one(chat: Chat) -> None:
    assert chat.says("开启提醒") != "[Article]"
    around = chat.pipeline._around
    services = {**around.services, "notices_url": "https://shop.example/notices"}
    chat.pipeline._around = replace(around, services=services)

    assert chat.says("帮我开启生日提醒吧") == "[Article]"
    assert chat.says("怎么没有提醒我") != "[Article]"
