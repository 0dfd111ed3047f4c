"""Recommending by chat."""

import re

from membership import orders, points
from membership.orders import OrderIn
from tests.chat import Chat
from tests.handlers.regulars import join


def _code(chat: Chat) -> str:
    found = re.search(r"您的推荐码：(\w{6})", chat.says("我的推荐码"))
    assert found is not None
    return found[1]


def test_a_stranger_is_invited(chat: Chat) -> None:
    assert "免费入会" in chat.says("推荐有礼")


def test_the_own_code_stays_the_same(chat: Chat) -> None:
    join(chat)

    assert _code(chat) == _code(chat)


def test_a_friend_enters_it_once_and_both_hear_what_comes(chat: Chat) -> None:
    join(chat)
    code = _code(chat)
    chat.openid = "o_friend"
    friend = join(chat)

    assert "您得 50 积分" in chat.says(f"推荐码 {code.lower()}")
    assert "以第一次填的为准" in chat.says(f"推荐码 {code}")

    with chat.store.session() as session:
        now = chat.clock.now()
        order = OrderIn("A1", member_id=friend, amount=1000, paid_at=now)
        orders.post(session, order, now=now)
        assert points.summary(session, friend, now=now).balance == 60
    chat.openid = "o_lin"
    assert "1 位下了单，您得了 100 积分" in chat.says("推荐有礼")


def test_the_own_code_is_not_for_oneself(chat: Chat) -> None:
    join(chat)
    code = _code(chat)

    assert "送给朋友用" in chat.says(f"推荐码 {code}")


def test_an_unknown_code_is_not_found(chat: Chat) -> None:
    join(chat)

    assert "没找到" in chat.says("邀请码 ZZZZZZ")


def test_a_mistyped_code_is_said_to_be_unknown(chat: Chat) -> None:
    join(chat)
    for code in ("ABCD", "10OI10", "ABCDEFGH"):
        assert "没找到" in chat.says(f"推荐码 {code}")
