"""Chinese typed in letters."""

from __future__ import annotations

import pytest

from bot.understanding.pinyin import read


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jifen", "积分"),
        ("Zhuan Rengong", "转人工"),
        ("wodejifen", "我的积分"),
        ("cha wo de jifen", "查我的积分"),
        ("我要tousu你们", "我要投诉你们"),
        ("youhuiquan!", "优惠券!"),
        ("kai fapiao 谢谢", "开发票 谢谢"),
        ("nihao", "你好"),
    ],
)
def test_words_of_ours_are_read(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    "said",
    [
        "de",
        "can you help me",
        "https://example.com/jifen?kefu=1",
        "jifen@example.com",
        "kefu2024",
        "wo ai ni",
        "订单 E20260609001",
        "",
    ],
)
def test_anything_else_stays(said: str) -> None:
    assert read(said) == said
