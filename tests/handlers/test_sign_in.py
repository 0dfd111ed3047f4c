"""Signing in by chat."""

from membership import gifts, sign_in
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
    _close(chat)

    assert "休息中" in chat.says("签到")


def test_signing_in_is_offered_only_while_it_is_open(chat: Chat) -> None:
    join(chat)
    now = chat.clock.now()
    with chat.store.session() as session:
        gifts.save(session, {"key": "mug", "name": "马克杯", "points": 9, "stock": 3}, now=now)
    lines = ("我还有多少积分", "我的优惠券", "兑换马克杯", "马克杯", "确认")
    assert "签到" in "".join(chat.says(line) for line in lines)
    chat.says("算了")
    _close(chat)

    said = [chat.says(line) for line in lines]
    assert "还差 9" in "".join(said)
    assert "签到" not in "".join(said)


def _close(chat: Chat) -> None:
    with chat.store.session() as session:
        now = chat.clock.now()
        sign_in.set_rules(session, {"enabled": False}, author="staff:1", now=now)
