"""A complaint that tells what happened is not asked what happened; mere anger is."""

import pytest

from handlers.complaint_words import names_matter
from store.transactions import Store
from tests.chat import Chat

WHAT = "发生了什么"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.mark.parametrize(
    "said", ["里面有根头发", "蛋糕坏了", "少了一个", "店员态度差", "没给餐具", "太甜了"]
)
def test_few_words_may_tell_all(said: str) -> None:
    assert names_matter(said)


@pytest.mark.parametrize(
    "said",
    [
        "我要投诉",
        "什么破店！！",
        "我真的要投诉你们这个破店！",
        "要求赔偿",
        "滚",
        "气死我了",
        "😡😡",
        "给我个说法",
    ],
)
def test_anger_alone_tells_nothing(said: str) -> None:
    assert not names_matter(said)


def test_told_in_six_characters_it_is_taken_down_at_once(chat: Chat) -> None:
    said = chat.says("里面有根头发")
    assert "#" in said
    assert WHAT not in said


@pytest.mark.parametrize("said", ["我要反馈问题", "反馈一个问题", "跟你们反映个情况"])
def test_the_words_of_our_own_menu_are_understood(chat: Chat, said: str) -> None:
    assert WHAT in chat.says(said)


def test_abuse_is_no_complaint_yet_and_never_a_dead_end(chat: Chat) -> None:
    chat.says("垃圾店")
    said = chat.says("滚")
    assert "慢慢说" in said
    assert "人工" in said
    assert "#" in chat.says("就是垃圾")
