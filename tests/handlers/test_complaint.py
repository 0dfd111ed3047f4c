"""Complaints end in a ticket, once, and can be left."""

import re

from tests.chat import Chat
from tickets import service


def test_a_bare_complaint_is_asked_what_happened_and_gets_a_number(chat: Chat) -> None:
    assert "发生了什么" in chat.says("我要投诉")
    answer = chat.says("昨天买的蛋糕是坏的，里面有头发")
    assert re.search(r"#\d{4,}", answer)
    with chat.session() as session:
        ticket = service.latest_for_contact(session, 1)
        assert ticket is not None
        assert ticket.description == "昨天买的蛋糕是坏的，里面有头发"


def test_a_complaint_may_be_left(chat: Chat) -> None:
    chat.says("我要投诉")
    assert "先不登记" in chat.says("算了")
    with chat.session() as session:
        assert service.latest_for_contact(session, 1) is None


def test_a_picture_is_an_answer(chat: Chat) -> None:
    chat.says("我要投诉")
    assert "#" in chat.sends("image")


def test_progress_names_the_ticket(chat: Chat) -> None:
    assert "没有登记过" in chat.says("我的投诉处理得怎么样了")
    chat.says("我要投诉")
    number = re.search(r"#\d+", chat.says("店员态度特别差，骂人"))
    assert number
    assert number.group() in chat.says("查进度")
