"""Scores as hurried, angry and careless people type them, right after they were asked."""

from typing import Any

import pytest
import sqlalchemy as sa

from handlers import survey_reading
from surveys import definition
from surveys.defaults import NPS
from surveys.models import SurveyInvitation, SurveyResponse
from tests.chat import Chat
from tests.surveys import people

LOW, MIDDLE, HIGH = "最让您不满意的是什么", "您会更满意", "最喜欢我们哪一点"
HIGH_EN = "What do you like most"
WHICH = "具体的分数"


def ask(chat: Chat, key: str = "nps") -> int:
    now = chat.clock.now()
    with chat.store.session() as session:
        people.seed(session, key)
        member, _ = people.customer(session, chat.openid, now=now)
    return people.asked(chat.store, key, member, now=now)


def given(chat: Chat) -> list[tuple[Any, ...]]:
    with chat.session() as session:
        query = sa.select(SurveyResponse.score, SurveyResponse.comment)
        return [tuple(row) for row in session.execute(query.order_by(SurveyResponse.id))]


@pytest.mark.parametrize(
    ("said", "score", "question"),
    [
        ("9份", 9, HIGH),
        ("9粉", 9, HIGH),
        ("8fen", 8, MIDDLE),
        ("nine", 9, HIGH_EN),
        ("I'd say 9", 9, HIGH_EN),
        ("9 points", 9, HIGH_EN),
        ("10分满分我给8分", 8, MIDDLE),
        ("我觉得可以打8分吧", 8, MIDDLE),
        ("9分哈哈", 9, HIGH),
        ("1分都不想给", 1, LOW),
    ],
)
def test_slips_and_english_are_scores(chat: Chat, said: str, score: int, question: str) -> None:
    ask(chat)

    assert question in chat.says(said)
    assert given(chat) == [(score, None)]


@pytest.mark.parametrize(
    "said",
    [
        "七八分吧",
        "7-8",
        "8.5",
        "-1",
        "负分",
        "100分",
        "666",
        "五星",
        "一定会",
        "绝对不会推荐",
        "👍",
    ],
)
def test_what_names_no_one_score_is_asked_about_once(chat: Chat, said: str) -> None:
    ask(chat)

    assert WHICH in chat.says(said)
    assert given(chat) == []
    assert MIDDLE in chat.says("8")
    assert given(chat) == [(8, None)]


def test_five_stars_are_five_where_five_is_most(chat: Chat) -> None:
    ask(chat, "csat")

    assert HIGH in chat.says("五星")


@pytest.mark.parametrize("said", ["3分，太慢了", "0分！！！垃圾"])
def test_nobody_who_said_why_is_asked_why(chat: Chat, said: str) -> None:
    ask(chat)

    assert "24 小时" in chat.says(said)
    assert given(chat)[0][1] == said


@pytest.mark.parametrize("said", ["不评", "别问了", "没空"])
def test_no_right_away_is_an_answer(chat: Chat, said: str) -> None:
    invitation = ask(chat)

    assert "不打扰" in chat.says(said)
    with chat.session() as session:
        assert session.get_one(SurveyInvitation, invitation).state == "dismissed"


@pytest.mark.parametrize(
    "said", ["13800138000", "要2个橙子", "5分钟了还没人", "8点能送到吗", "会员多少钱", "9块钱"]
)
def test_numbers_about_other_things_are_not_eaten(chat: Chat, said: str) -> None:
    ask(chat)

    assert WHICH not in chat.says(said)
    assert given(chat) == []


@pytest.mark.parametrize("said", ["9份", "一定会", "没空", "nine"])
def test_later_the_same_words_are_about_something_else(chat: Chat, said: str) -> None:
    ask(chat)
    chat.says("我的积分还有多少")

    assert WHICH not in chat.says(said)
    assert given(chat) == []


@pytest.mark.parametrize(
    "said",
    [
        "不给10分",
        "给不了10分",
        "凭什么给你10分",
        "没到9分",
        "不是满分",
        "本来想打10分",
        "上次给的9分",
        "解决了再给10分",
        "如果快点就10分",
        "8到9分",
        "7、8分",
        "不到5分",
        "超过9分",
        "8分半",
        "扣2分",
        "满分减2",
        "差一分满分",
        "10分是最高吗？",
        "+1",
    ],
)
def test_a_number_that_is_not_their_score_is_asked_about(chat: Chat, said: str) -> None:
    ask(chat)

    assert WHICH in chat.says(said)
    assert given(chat) == []


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ("9谢谢", 9),
        ("谢谢，9", 9),
        ("嗯，8吧", 8),
        ("差不多8", 8),
        ("8哈哈", 8),
        ("评分：9", 9),
        ("10分辛苦了", 10),
        ("9.0", 9),
        ("8 / 10", 8),
        ("0到10分的话，7分", 7),
        ("1-10分打8分", 8),
        ("9 thanks", 9),
    ],
)
def test_a_score_among_kind_words_is_the_score(chat: Chat, said: str, score: int) -> None:
    ask(chat)
    chat.says(said)

    assert given(chat) == [(score, None)]


def test_what_they_took_off_is_not_the_score(chat: Chat) -> None:
    ask(chat)
    chat.says("9分！差1分怕你骄傲")

    assert given(chat) == [(9, "9分！差1分怕你骄傲")]


@pytest.mark.dialect
@pytest.mark.parametrize(
    ("said", "score"),
    [
        ("很不满意", 1),
        ("Very unhappy", 1),
        ("很满意，谢谢", 5),
        ("满意👍", 4),
        ("满分", 5),
        ("5分，满分", 5),
        ("4/5", 4),
    ],
)
def test_a_grade_by_name_counts_with_kind_words_and_without_a_tap(
    chat: Chat, said: str, score: int
) -> None:
    ask(chat, "csat")
    chat.says(said)

    assert [one for one, _ in given(chat)] == [score]


@pytest.mark.parametrize("said", ["非常不满意", "比较满意", "不怎么满意", "谈不上满意"])
def test_a_grade_that_is_not_on_the_scale_is_asked_about(chat: Chat, said: str) -> None:
    ask(chat, "csat")

    assert WHICH in chat.says(said)
    assert given(chat) == []


def test_no_line_keeps_the_reading_busy() -> None:
    question = definition.parse(NPS).questions[0]
    for said in ("嗯" * 5000, "哈" * 5000 + "9", "9" + "谢谢" * 3000 + "x", "不" * 5000 + "9分"):
        assert survey_reading.value_of(question, said) in (None, 9)
