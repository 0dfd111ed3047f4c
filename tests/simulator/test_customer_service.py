"""Customer-service messages: windows, counts, types, the typing state."""

import threading
from typing import Any

import pytest

from simulator import Phone, Running
from tests.simulator.bot import Bot
from tests.simulator.conftest import Api, Start

SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/typing"
HOUR = 3_600


def test_a_message_allows_five_in_forty_eight_hours(
    running: Running, api: Api, phone: Phone
) -> None:
    running.platform.clock.advance(61)
    phone.says("在吗")

    assert [api.say(phone) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    phone.says("还在吗")
    running.platform.clock.advance(48 * HOUR - 5)
    api.token = ""
    assert api.say(phone) == 0
    running.platform.clock.advance(10)
    assert api.say(phone) == 45015


def test_following_allows_three_in_a_minute(running: Running, api: Api, phone: Phone) -> None:
    assert [api.say(phone) for _ in range(4)] == [0, 0, 0, 45047]
    running.platform.clock.advance(61)
    assert api.say(phone) == 45015


def test_what_expires_first_is_used_first(running: Running, api: Api, phone: Phone) -> None:
    phone.says("你好")
    assert phone.left == 8

    for _ in range(4):
        assert api.say(phone) == 0

    running.platform.clock.advance(61)
    assert phone.left == 4, "three came from the follow, one from the message"


def test_counts_of_one_kind_do_not_add_up(api: Api, running: Running, phone: Phone) -> None:
    running.platform.clock.advance(61)
    phone.says("一")
    phone.says("二")

    assert phone.left == 5


def test_a_menu_choice_counts_as_a_click_not_as_a_message(
    running: Running, api: Api, phone: Phone, bot: Bot
) -> None:
    menu = {
        "head_content": "满意吗？",
        "list": [{"id": "101", "content": "满意"}, {"id": "no", "content": "不满意"}],
        "tail_content": "谢谢",
    }
    assert api.code(SEND, {"touser": phone.openid, "msgtype": "msgmenu", "msgmenu": menu}) == 0
    running.platform.clock.advance(61)

    phone.choose(101)

    assert "<bizmsgmenuid><![CDATA[101]]></bizmsgmenuid>" in bot.deliveries[-1].xml
    assert "<Content><![CDATA[满意]]></Content>" in bot.deliveries[-1].xml
    assert phone.left == 3
    phone.choose("no")
    assert "bizmsgmenuid" not in bot.deliveries[-1].xml


@pytest.mark.parametrize("account", ["test", "subscription"])
def test_a_menu_message_needs_a_service_account(start_platform: Start, account: str) -> None:
    running = start_platform(mode="plain", account=account)
    api = Api(running)
    phone = running.platform.customer("小林")
    phone.follow()

    menu = {"head_content": "", "list": [{"id": "1", "content": "好"}], "tail_content": ""}
    code = api.code(SEND, {"touser": phone.openid, "msgtype": "msgmenu", "msgmenu": menu})
    api.close()

    assert code == 40200


def test_unfollowing_closes_every_window(api: Api, phone: Phone) -> None:
    phone.says("你好")
    phone.unfollow()

    assert api.say(phone) == 45015


def test_unknown_and_blacklisted_customers_are_refused(
    running: Running, api: Api, phone: Phone
) -> None:
    body = {"touser": "oNobody", "msgtype": "text", "text": {"content": "在吗"}}
    assert api.code(SEND, body) == 40003

    listed = {"openid_list": [phone.openid]}
    assert api.code("/cgi-bin/tags/members/batchblacklist", listed) == 0
    assert api.say(phone) == 43019
    assert api.code("/cgi-bin/tags/members/batchunblacklist", listed) == 0
    assert api.say(phone) == 0


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"msgtype": "text", "text": {"content": ""}}, 44004),
        ({"msgtype": "text", "text": {"content": "好" * 683}}, 45002),
        ({"msgtype": "text"}, 47001),
        ({"msgtype": "smoke"}, 40008),
        ({"msgtype": "image", "image": {"media_id": "unknown"}}, 40007),
        ({"msgtype": "news", "news": {"articles": [{}, {}]}}, 45008),
    ],
)
def test_what_cannot_be_sent_is_refused_and_costs_nothing(
    api: Api, phone: Phone, message: dict[str, Any], code: int
) -> None:
    assert api.code(SEND, {"touser": phone.openid, **message}) == code
    assert phone.left == 3


def test_a_sent_message_is_on_the_phone(api: Api, phone: Phone) -> None:
    api.say(phone, "您的订单已发货")

    bubble = phone.received[-1]
    assert (bubble.kind, bubble.text, bubble.origin) == ("text", "您的订单已发货", "custom")


def test_an_article_is_on_the_phone(api: Api, phone: Phone) -> None:
    article = {"title": "上新", "description": "秋", "url": "https://example.com", "picurl": ""}
    body = {"touser": phone.openid, "msgtype": "news", "news": {"articles": [article]}}

    assert api.code(SEND, body) == 0
    assert phone.received[-1].text == "上新"


def test_typing_needs_an_exchange_within_thirty_seconds(
    running: Running, api: Api, phone: Phone
) -> None:
    phone.says("在吗")
    typing = {"touser": phone.openid, "command": "Typing"}

    assert api.code(TYPING, typing) == 0
    assert api.code(TYPING, typing) == 45081
    assert api.code(TYPING, {**typing, "command": "CancelTyping"}) == 0
    running.platform.clock.advance(31)
    assert api.code(TYPING, typing) == 45080
    assert api.code(TYPING, {**typing, "command": "Dance"}) == 45072


def test_a_test_can_wait_for_a_push(api: Api, phone: Phone) -> None:
    push = threading.Timer(0.1, api.say, (phone, "您的订单已发货"))
    push.start()

    assert phone.hears("已发货").origin == "custom"
    push.join()
    with pytest.raises(TimeoutError, match="您的订单已发货"):
        phone.hears("已签收", timeout=0.05)
