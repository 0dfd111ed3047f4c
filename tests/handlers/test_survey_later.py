"""Scores in odd numerals, put right, typed amid a form, and comments that come late."""

from typing import Any

import pytest
import sqlalchemy as sa

from store.transactions import Store
from surveys.models import SurveyResponse
from tests.chat import Chat
from tests.handlers.test_survey_typed import HIGH, LOW, MIDDLE, ask, given
from tickets import service
from tickets.values import TicketView


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def cases(chat: Chat) -> list[TicketView]:
    with chat.session() as session:
        return [one for one in service.for_contact(session, 1) if one.kind == "survey"]


def bands(chat: Chat) -> list[Any]:
    with chat.session() as session:
        return list(session.scalars(sa.select(SurveyResponse.band).order_by(SurveyResponse.id)))


@pytest.mark.parametrize(
    ("said", "score", "question"),
    [
        ("🔟", 10, HIGH),
        ("俩分", 2, LOW),
        ("玖分", 9, HIGH),
        ("捌分吧", 8, MIDDLE),
        ("选2", 2, LOW),
    ],
)
def test_numerals_of_every_kind(chat: Chat, said: str, score: int, question: str) -> None:
    ask(chat)

    assert question in chat.says(said)
    assert given(chat) == [(score, None)]


@pytest.mark.parametrize(
    "said",
    ["打错了 是2分", "不好意思点错了，应该是2分", "手滑了，2分", "改成2分", "不是9分，是2分"],
)
def test_a_slip_is_put_right_and_no_comment(chat: Chat, said: str) -> None:
    ask(chat)
    chat.says("9")

    answer = chat.says(said)

    assert "2 分" in answer
    assert LOW in answer
    assert given(chat) == [(2, None)]
    assert bands(chat) == ["detractor"]
    assert len(cases(chat)) == 1
    assert "推荐码" not in chat.says("态度差")
    assert given(chat) == [(2, "态度差")]


def test_a_case_opened_by_a_slip_stays_for_a_person(chat: Chat) -> None:
    ask(chat)
    chat.says("1")
    assert HIGH in chat.says("打错了，10分")
    assert given(chat) == [(10, None)]
    assert len(cases(chat)) == 1


def test_words_about_a_mistake_of_ours_are_a_comment(chat: Chat) -> None:
    ask(chat)
    chat.says("8")
    chat.says("上次把我的单打错了")
    assert given(chat) == [(8, "上次把我的单打错了")]


def test_a_comment_hours_later_is_kept(chat: Chat) -> None:
    ask(chat)
    chat.says("8分吧")
    chat.later(hours=20)
    said = chat.says("价格便宜点就好了")
    assert "夸奖" not in said
    assert given(chat) == [(8, "价格便宜点就好了")]


def test_hours_later_a_wish_is_a_wish(chat: Chat) -> None:
    ask(chat)
    chat.says("9")
    chat.later(hours=3)
    assert "积分" in chat.says("我有多少积分")
    assert given(chat) == [(9, None)]


@pytest.mark.parametrize("said", ["不知道说啥", "没什么好说的", "没啥"])
def test_who_has_nothing_to_say_left_no_comment(chat: Chat, said: str) -> None:
    ask(chat)
    chat.says("9")
    chat.says(said)
    assert given(chat) == [(9, None)]


def test_a_first_short_line_is_waited_for(chat: Chat) -> None:
    ask(chat)
    chat.says("3")
    assert "慢慢说" in chat.says("就是")
    chat.says("送来都凉了")
    assert given(chat) == [(3, "送来都凉了")]


def test_a_score_typed_amid_a_complaint_counts_and_the_complaint_goes_on(chat: Chat) -> None:
    ask(chat)
    chat.says("上次买的面包发霉了到现在没人管")
    said = chat.says("0分")
    assert given(chat) == [(0, None)]
    assert "哪一笔订单" in said
