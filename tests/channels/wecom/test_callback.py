"""WeCom's callback: genuine, forged, stale, malformed and absurd deliveries."""

import os
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from channels.wecom.callback import WeComChannel
from channels.wecom.inbound import of_message
from messaging.channel import Opened, RefusedError
from messaging.messages import Text
from tests.scenarios.posting import Account

CORP = Account(app_id="ww1234567890abcdef")
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
WAKE_UP = (
    "<xml><ToUserName><![CDATA[ww1234567890abcdef]]></ToUserName><FromUserName>sys</FromUserName>"
    "<CreateTime>1795320000</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event>"
    "<Token>ENC1</Token><OpenKfId>wk1</OpenKfId></xml>"
)
ADDED = (
    "<xml><FromUserName>sys</FromUserName><CreateTime>1795320000</CreateTime>"
    "<MsgType>event</MsgType><Event>change_external_contact</Event>"
    "<ChangeType>add_external_contact</ChangeType><UserID>ZhangWei</UserID>"
    "<ExternalUserID>wm1</ExternalUserID><State>store-1</State>"
    "<WelcomeCode>CODE</WelcomeCode></xml>"
)
WRITTEN = (
    "<xml><FromUserName>ZhangWei</FromUserName><CreateTime>1795320000</CreateTime>"
    "<MsgType>text</MsgType><Content>#1024 已补发</Content><MsgId>7</MsgId>"
    "<AgentID>2</AgentID></xml>"
)


@pytest.fixture
def channel() -> WeComChannel:
    return WeComChannel(CORP.app_id, CORP.token, CORP.aes_key)


def deliver(
    channel: WeComChannel, xml: str | bytes, *, at: datetime = NOW, receiver: str = ""
) -> Opened:
    sealed = CORP.seal(xml.encode() if isinstance(xml, str) else xml, receiver)
    query = dict(parse_qsl(CORP.query(sealed, at=at.timestamp())))
    body = f"<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return channel.open(query, body.encode(), NOW)


def test_the_echo_is_decrypted(channel: WeComChannel) -> None:
    sealed = CORP.seal(b"1234567890")
    query = dict(parse_qsl(CORP.query(sealed, at=NOW.timestamp())))
    assert channel.verify({**query, "echostr": sealed}, NOW) == "1234567890"
    with pytest.raises(RefusedError) as refused:
        channel.verify({**query, "echostr": CORP.seal(b"another")}, NOW)
    assert refused.value.status == 403


def test_a_wake_up_is_nobodys(channel: WeComChannel) -> None:
    inbound = deliver(channel, WAKE_UP).inbound
    assert (inbound.event, inbound.external_id) == ("kf_msg_or_event", "")
    assert inbound.account == f"wecom:{CORP.app_id}"
    assert inbound.key == deliver(channel, WAKE_UP).inbound.key
    assert inbound.key != deliver(channel, WAKE_UP.replace("ENC1", "ENC2")).inbound.key


def test_a_new_friend_is_a_contact(channel: WeComChannel) -> None:
    inbound = deliver(channel, ADDED).inbound
    assert (inbound.event, inbound.external_id) == ("add_external_contact", "wm1")
    assert inbound.event_key == "store-1"


def test_what_an_employee_writes_is_answered_encrypted(channel: WeComChannel) -> None:
    opened = deliver(channel, WRITTEN)
    assert opened.inbound.account == f"wecom-app:{CORP.app_id}"
    assert (opened.inbound.external_id, opened.inbound.text) == ("ZhangWei", "#1024 已补发")
    assert CORP.read(200, opened.reply(Text("已发送"), NOW)).text == "已发送"
    assert opened.reply(None, NOW) == b""


@pytest.mark.parametrize(
    "xml",
    [
        "<xml><MsgType>event</MsgType><Event>taskcard_click</Event></xml>",
        "<xml><A>1</A></xml>",
        "<xml><MsgType>event</MsgType><Event>change_external_contact</Event></xml>",
    ],
)
def test_unknown_events_are_nobodys(channel: WeComChannel, xml: str) -> None:
    assert deliver(channel, xml).inbound.external_id == ""


@pytest.mark.parametrize(
    ("xml", "receiver", "at", "status"),
    [
        ("not xml", "", NOW, 400),
        (b"\xff\xfe\x00", "", NOW, 400),
        (WAKE_UP, "another corp", NOW, 400),
        (WAKE_UP, "", NOW - timedelta(hours=1), 403),
        ('<!DOCTYPE a [<!ENTITY b "c">]><xml><A>&b;</A></xml>', "", NOW, 400),
    ],
)
def test_what_is_not_the_platforms_is_refused(
    channel: WeComChannel, xml: str | bytes, receiver: str, at: datetime, status: int
) -> None:
    with pytest.raises(RefusedError) as refused:
        deliver(channel, xml, at=at, receiver=receiver)
    assert refused.value.status == status


def test_random_bodies_are_refused(channel: WeComChannel) -> None:
    for _ in range(200):
        with pytest.raises(RefusedError):
            channel.open({}, os.urandom(64), NOW)


def test_a_pulled_message_is_read_whatever_its_shape() -> None:
    message = {
        "msgid": "m1",
        "external_userid": "wm1",
        "send_time": 1795320000,
        "origin": 3,
        "msgtype": "text",
        "text": {"content": " 你好 ", "menu_id": "2"},
    }
    inbound = of_message("wecom:c", message, NOW)
    assert (inbound.key, inbound.text, inbound.option) == ("kf:m1", "你好", "2")
    assert inbound.opens == "message"

    by_hand = of_message("wecom:c", {**message, "origin": 5}, NOW)
    assert (by_hand.is_event, by_hand.event, by_hand.opens) == (True, "servicer_message", "")
    entered = {"event_type": "enter_session", "external_userid": "wm1"}
    event = of_message(
        "wecom:c", {"msgid": "m2", "origin": 4, "msgtype": "event", "event": entered}, NOW
    )
    assert (event.event, event.external_id) == ("enter_session", "wm1")
    for absurd in ({}, {"msgtype": 7, "text": []}, {"msgtype": "image", "image": None}):
        assert of_message("wecom:c", absurd, NOW).account == "wecom:c"
