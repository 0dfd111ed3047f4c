"""Several short lines for one wish, words that steer nothing, and people tired of waiting."""

import pytest

from store.transactions import Store
from tests.scenarios.conversations.phone import LATE, Phone


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def test_the_first_words_are_listened_to_and_call_nobody(phone: Phone) -> None:
    for opening in ("我想问下", "就是", "那个", "还有个事"):
        assert "我在听" in phone.says(opening)
    assert phone.tickets() == []


def test_an_opening_is_not_what_happened(phone: Phone) -> None:
    phone.says("我要投诉")
    assert "不急" in phone.says("是这样的")
    assert phone.tickets() == []
    assert "#" in phone.says("蛋糕里有根头发")


@pytest.mark.parametrize("said", ["取消", "算了不弄了", "不用了", "不要了"])
def test_a_cancel_with_nothing_open_ends_nothing(phone: Phone, said: str) -> None:
    answer = phone.says(said)
    assert "先不弄" in answer
    assert "退订" not in answer


def test_who_gives_up_waiting_is_asked_before_the_matter_is_dropped(phone: Phone) -> None:
    phone.says("转人工")
    assert "撤回" in phone.says("算了")
    assert "查进度" in phone.chooses("不撤")


@pytest.mark.parametrize("said", ["不留", "没有", "不是"])
def test_a_no_to_nothing_is_let_go(phone: Phone, said: str) -> None:
    assert "随时" in phone.says(said)
    assert phone.tickets() == []


@pytest.mark.parametrize(
    "said", ["等了半天了", "怎么还没人来", "快点啊", "还要等多久", "都没人理我"]
)
def test_tired_of_waiting_is_no_new_complaint(phone: Phone, said: str) -> None:
    phone.says("人工")
    answer = phone.says(said)
    assert "久等" in answer
    assert "下一位" in answer
    assert len(phone.tickets()) == 1


def test_at_night_nobody_is_told_that_somebody_comes_at_once(phone: Phone) -> None:
    phone.clock.advance(seconds=(LATE - phone.clock.now()).total_seconds())
    phone.says("人工")
    for asked in ("有没有人啊", "等了半天了"):
        said = phone.says(asked)
        assert "9:00" in said
        assert said.count("真不好意思") <= 1
        assert "马上" not in said
