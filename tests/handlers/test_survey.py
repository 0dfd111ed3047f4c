"""Surveys in the chat: answers as people type them, in the middle of other things, twice, late."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from membership import referral
from messaging.models import Outbox
from surveys import definitions, planning, sending
from surveys.models import SurveyAnswer, SurveyInvitation, SurveyResponse
from tests.chat import Chat, words
from tests.surveys import people
from tickets.models import Ticket

Ask = Callable[..., int]
LOW, MIDDLE, HIGH = "最让您不满意的是什么", "您会更满意", "最喜欢我们哪一点"


@pytest.fixture
def ask(chat: Chat) -> Ask:
    """Show a survey to whoever chats; return the invitation."""

    def show(key: str = "nps", **changes: Any) -> int:
        now = chat.clock.now()
        with chat.store.session() as session:
            people.seed(session, key, **changes)
            member, _ = people.customer(session, chat.openid, now=now)
        return people.asked(chat.store, key, member, now=now)

    return show


def responses(chat: Chat) -> list[SurveyResponse]:
    with chat.session() as session:
        return list(session.scalars(sa.select(SurveyResponse).order_by(SurveyResponse.id)))


def state(chat: Chat, invitation: int) -> str:
    with chat.session() as session:
        return session.get_one(SurveyInvitation, invitation).state


def tickets(chat: Chat) -> list[Ticket]:
    with chat.session() as session:
        return list(session.scalars(sa.select(Ticket).order_by(Ticket.id)))


@pytest.mark.parametrize(
    ("said", "score", "question"),
    [
        ("9", 9, HIGH),
        ("９", 9, HIGH),
        ("九分", 9, HIGH),
        ("打个8吧", 8, MIDDLE),
        ("10分!!", 10, HIGH),
        ("给你们打7分", 7, MIDDLE),
        ("0", 0, LOW),
        ("6分吧", 6, LOW),
        ("满分", 10, HIGH),
        ("八", 8, MIDDLE),
    ],
)
def test_a_score_typed_any_way_gets_the_question_that_fits(
    chat: Chat, ask: Ask, said: str, score: int, question: str
) -> None:
    ask()

    assert question in chat.says(said)
    assert [row.score for row in responses(chat)] == [score]


def test_a_score_the_reason_and_thanks(chat: Chat, ask: Ask) -> None:
    invitation = ask()
    chat.says("8")

    assert "记下啦" in chat.says("送货再快一点就好了")
    (row,) = responses(chat)
    assert (row.score, row.band, row.comment, row.late) == (
        8,
        "passive",
        "送货再快一点就好了",
        False,
    )
    assert row.finished_at is not None
    assert state(chat, invitation) == "finished"


def test_a_score_with_its_reason_in_one_line_asks_nothing_more(chat: Chat, ask: Ask) -> None:
    ask()

    assert "记下啦" in chat.says("8分，东西好吃就是有点贵")
    assert responses(chat)[0].comment == "8分，东西好吃就是有点贵"


@pytest.mark.parametrize("said", ["还行吧", "差评", "差评！！"])
def test_a_vague_word_is_asked_about_once_more(chat: Chat, ask: Ask, said: str) -> None:
    invitation = ask()

    assert "0–10" in chat.says(said)
    assert responses(chat) == []
    assert HIGH in chat.says("那就9分")
    assert state(chat, invitation) == "answered"


def test_two_vague_words_end_it_kindly(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("还行吧")

    assert "不打扰" in chat.says("还可以")
    assert responses(chat) == []


def test_a_number_off_the_scale_is_asked_about(chat: Chat, ask: Ask) -> None:
    ask("csat")

    assert "1–5" in chat.says("9分")
    assert LOW in chat.says("2")
    assert responses(chat)[0].score == 2


@pytest.mark.parametrize(
    ("said", "score"), [("很满意", 5), ("一般", 3), ("不太满意", 2), ("四星", 4)]
)
def test_grades_are_known_by_name(chat: Chat, ask: Ask, said: str, score: int) -> None:
    ask("csat")
    chat.says(said)

    assert [row.score for row in responses(chat)] == [score]


def test_another_topic_is_answered_and_the_question_comes_back_once(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("9")

    first = chat.says("我的积分还有多少")
    assert "积分" in first
    assert HIGH in first
    again = chat.says("优惠券有哪些呢")
    assert HIGH not in again
    assert [row.comment for row in responses(chat)] == [None]


def test_it_lapses_without_a_word_and_eats_nothing_then(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("9")
    chat.says("我的积分还有多少")
    chat.says("优惠券有哪些呢")
    chat.says("快递到哪了")

    assert [row.comment for row in responses(chat)] == [None]


def test_a_request_in_the_middle_is_not_eaten(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("3")

    assert "店员" in chat.says("转人工")
    assert responses(chat)[0].comment is None


def test_what_upset_them_is_no_new_complaint(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("3")

    assert "24 小时" in chat.says("送餐太慢了，汤还洒了一半")
    assert responses(chat)[0].comment == "送餐太慢了，汤还洒了一半"
    assert [ticket.kind for ticket in tickets(chat)] == ["survey"]


def test_a_number_inside_another_dialogue_belongs_to_that(chat: Chat, ask: Ask) -> None:
    """The gate keeps invitations out of dialogues; one may still begin after it was shown."""
    ask()
    chat.says("我要投诉")
    chat.says("9")

    assert responses(chat) == []


def test_a_tap_inside_another_dialogue_is_kept_and_that_goes_on(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("我要投诉")
    said = words(chat.send(kind="text", text="9 分", option="10", opens="act"))

    assert "9 分" in said
    assert "发生了什么" in said
    assert [row.score for row in responses(chat)] == [9]
    assert tickets(chat) == []
    chat.says("送来的水果烂了一半")
    assert [ticket.description for ticket in tickets(chat)] == ["送来的水果烂了一半"]


def test_a_number_without_any_survey_is_not_a_score(chat: Chat) -> None:
    chat.says("9")

    assert responses(chat) == []


def test_no_is_an_answer(chat: Chat, ask: Ask) -> None:
    invitation = ask()
    chat.says("还行吧")

    assert "不打扰" in chat.says("不想评")
    assert state(chat, invitation) == "dismissed"
    assert responses(chat) == []


def test_who_declined_may_think_better_of_it(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("还行吧")
    chat.says("不想评")

    assert HIGH in chat.says("9分")
    assert [row.score for row in responses(chat)] == [9]


def test_of_two_surveys_the_one_is_meant_whose_words_are_used(chat: Chat, ask: Ask) -> None:
    first = ask("csat")
    with chat.store.session() as session:
        people.seed(session, "nps")
    member = 1
    people.asked(chat.store, "nps", member, now=chat.clock.now())
    chat.send(kind="text", text="很满意", option="5", opens="act")

    assert state(chat, first) == "answered"
    assert [row.score for row in responses(chat)] == [5]


def test_words_of_praise_later_are_not_about_the_survey(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("我的积分还有多少")

    assert "分数" not in chat.says("挺好的")
    assert responses(chat) == []


def test_the_open_question_may_be_skipped(chat: Chat, ask: Ask) -> None:
    invitation = ask()
    chat.says("7")

    assert "记下啦" in chat.says("没有")
    assert state(chat, invitation) == "finished"
    assert responses(chat)[0].comment is None


def test_a_second_tap_changes_nothing(chat: Chat, ask: Ask) -> None:
    ask()
    chat.send(kind="text", text="9 分", option="10", opens="act")
    again = chat.send(kind="text", text="3 分", option="4", opens="act")

    assert "9 分" in str(again)
    assert [row.score for row in responses(chat)] == [9]
    with chat.session() as session:
        assert [row.score for row in session.scalars(sa.select(SurveyAnswer))] == [9]


def test_a_tap_after_the_end_hears_that_it_is_kept(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("9")
    chat.says("服务热情")
    again = chat.send(kind="text", text="3 分", option="4", opens="act")

    assert "9 分" in str(again)
    assert [row.score for row in responses(chat)] == [9]


def test_a_tap_is_answered_inside_the_response(chat: Chat, ask: Ask) -> None:
    """A tap allows three messages in a minute: score, question and thanks cost none of them."""
    chat.menus = True
    ask()
    before = len(chat.outbox())
    chat.send(kind="text", text="9 分", option="10", opens="act")
    chat.says("服务热情")

    assert len(chat.outbox()) == before


def test_an_answer_after_the_deadline_is_kept_and_marked(chat: Chat, ask: Ask) -> None:
    invitation = ask()
    chat.later(hours=73)
    with chat.store.session() as session:
        sending.track(session, now=chat.clock.now())
    assert state(chat, invitation) == "closed"

    assert HIGH in chat.says("9")
    (row,) = responses(chat)
    assert (row.score, row.late) == (9, True)


def test_weeks_later_a_number_is_about_something_else(chat: Chat, ask: Ask) -> None:
    ask()
    chat.later(days=20)
    with chat.store.session() as session:
        sending.track(session, now=chat.clock.now())
    chat.says("9")

    assert responses(chat) == []


def test_weeks_after_a_no_a_number_is_about_something_else(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("不想评")
    chat.later(days=30)
    chat.says("2")

    assert responses(chat) == []


def test_a_tap_counts_however_late_it_comes(chat: Chat, ask: Ask) -> None:
    ask()
    chat.later(days=30)
    with chat.store.session() as session:
        sending.track(session, now=chat.clock.now())
    chat.send(kind="text", text="9 分", option="10", opens="act")

    assert [(row.score, row.late) for row in responses(chat)] == [(9, True)]


@pytest.mark.dialect
@pytest.mark.parametrize(
    ("fate", "scores"), [("queued", []), ("held", []), ("inflight", [2]), ("accepted", [2])]
)
def test_a_number_before_the_question_left_is_about_something_else(
    chat: Chat, fate: str, scores: list[int]
) -> None:
    """Where it waits, as behind a person who serves, nobody can have answered it."""
    with chat.store.session() as session:
        people.seed(session, "nps")
        member, _ = people.customer(session, chat.openid, now=chat.clock.now())
        survey = definitions.by_key(session, "nps")
        planning.by_hand(session, survey.id, [member], wave="w", now=chat.clock.now())
        sending.send_due(session, links=people.LINKS, now=chat.clock.now())
        session.execute(sa.update(Outbox).values(state=fate))
    chat.says("2")

    assert [row.score for row in responses(chat)] == scores


def test_a_very_long_complaint_is_kept_as_far_as_it_goes(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("3")

    assert "24 小时" in chat.says("汤洒了一半，" * 500)
    comment = responses(chat)[0].comment or ""
    assert (len(comment), comment[:6]) == (2000, "汤洒了一半，")


def test_promoters_hear_how_to_recommend(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("10")
    said = chat.says("店员特别热情")

    with chat.store.session() as session:
        member = responses(chat)[0].member_id
        assert member is not None
        assert referral.code_of(session, member, now=chat.clock.now()) in said


def test_passives_do_not(chat: Chat, ask: Ask) -> None:
    ask()
    chat.says("8")

    assert "推荐码" not in chat.says("再便宜一点")


FORM: dict[str, Any] = {
    "name": "到店体验",
    "kind": "form",
    "relation": "transactional",
    "questions": [
        {
            "key": "what",
            "kind": "choice",
            "text": "今天买了什么？",
            "choices": [{"key": "cake", "label": "蛋糕"}, {"key": "tea", "label": "奶茶"}],
        },
        {
            "key": "taste",
            "kind": "multi",
            "text": "奶茶哪里好？",
            "show_if": {"question": "what", "any_of": ["tea"]},
            "choices": [
                {"key": "sweet", "label": "甜度"},
                {"key": "ice", "label": "冰量"},
                {"key": "cup", "label": "杯子"},
            ],
            "most": 2,
        },
        {"key": "stars", "kind": "score", "from": 1, "to": 5, "text": "打几分？"},
    ],
}


@pytest.mark.parametrize("tapped", [True, False], ids=["tapped", "typed"])
@pytest.mark.parametrize("said", ["2", "奶茶"])
def test_a_form_branches_by_the_answers(chat: Chat, said: str, tapped: bool) -> None:
    now = chat.clock.now()
    with chat.store.session() as session:
        definitions.create(session, "visit", FORM, actor="staff:1", now=now, active=True)
        member, _ = people.customer(session, chat.openid, now=now)
    people.asked(chat.store, "visit", member, now=now)

    assert "奶茶哪里好" in words(
        chat.send(kind="text", text=said, option="2" if tapped else "", opens="act")
    )
    assert "打几分" in chat.says("1、3")
    assert "谢谢" in chat.says("4")
    with chat.session() as session:
        kept = list(session.scalars(sa.select(SurveyAnswer).order_by(SurveyAnswer.id)))
    assert [(row.choices, row.score) for row in kept] == [
        (["tea"], None),
        (["sweet", "cup"], None),
        ([], 4),
    ]
