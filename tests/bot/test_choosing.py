"""The number of a choice, as hurried fingers and dictation write it."""

import pytest

from bot import choosing

MENU = [["a", "美式咖啡 · 180 积分"], ["b", "海盐卷 2 个 · 120 积分"], ["c", "先不换了"]]


@pytest.mark.parametrize(
    "said",
    [
        *("2", "2.", "２", "二", "第二个", "第2个", "选2", "选二", "我要第二个", "2吧", "②", "2️⃣"),
        *("2号", "第二个吧谢谢", "海盐卷 2 个 · 120 积分"),
    ],
)
def test_a_choice_is_named_in_many_ways(said: str) -> None:
    assert choosing.chosen(MENU, said) == "b"


@pytest.mark.parametrize(
    "said", ["2个", "两个", "9", "第九个", "二月二", "20", "123", "", "0", "咖啡"]
)
def test_a_quantity_and_other_words_are_no_choice(said: str) -> None:
    assert choosing.chosen(MENU, said) == ""
