"""Signing in by chat."""

from membership import sign_in
from tests.chat import Chat
from tests.handlers.regulars import available, join


def test_a_stranger_is_invited(chat: Chat) -> None:
    assert "免费入会" in chat.says("签到")


def test_a_streak_grows_day_by_day(chat: Chat) -> None:
    member = join(chat)

    assert "+1 积分！已连续 1 天" in chat.says("签到")
    assert "再签 2 天多得 2 积分" in chat.says("我要签到！")
    assert available(chat, member) == 1
    chat.later(days=1)
    assert "已连续 2 天" in chat.says("今日签到")
    chat.later(days=1)
    assert "+3 积分" in chat.taps("sign_in")
    assert available(chat, member) == 5


def test_the_second_time_today_says_so(chat: Chat) -> None:
    join(chat)
    chat.says("签到")

    assert "今天已经签过啦，连续 1 天" in chat.says("打卡")


def test_a_closed_shop_says_so(chat: Chat) -> None:
    join(chat)
    with chat.store.session() as session:
        now = chat.clock.now()
        sign_in.set_rules(session, {"enabled": False}, author="staff:1", now=now)

    assert "休息中" in chat.says("签到")
