"""Points that are somebody else's."""

import pytest

from store.transactions import Store
from tests.chat import Chat
from tests.handlers.regulars import join


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.mark.parametrize(
    "said",
    [
        "我妈的积分能转给我吗",
        "我的积分可以转给我老公吗",
        "积分能送人吗",
        "可以用我老婆的积分吗",
        "积分可以给朋友用吗",
        "积分能转让不",
        "我想把积分转给我女儿",
    ],
)
def test_points_stay_with_whom_they_belong_to(chat: Chat, said: str) -> None:
    join(chat, holding=500)
    answer = chat.says(said)
    assert "不能转" in answer
    assert "500" not in answer
    assert "礼品" in answer


def test_a_stranger_is_answered_too(chat: Chat) -> None:
    assert "不能转" in chat.says("我妈的积分能转给我吗")


@pytest.mark.parametrize("said", ["能不能把两个会员的积分合并", "我有两个会员号积分能合到一起吗"])
def test_two_accounts_of_one_person_are_put_together_by_staff(chat: Chat, said: str) -> None:
    join(chat, holding=500)
    answer = chat.says(said)
    assert "合" in answer
    assert "店员" in answer
    assert "500" not in answer


@pytest.mark.parametrize(
    "said", ["我的积分", "积分能换什么给朋友", "推荐朋友送积分吗", "我朋友说你们积分能换礼品"]
)
def test_other_questions_about_points_are_none_of_it(chat: Chat, said: str) -> None:
    join(chat, holding=500)
    assert "不能转" not in chat.says(said)
