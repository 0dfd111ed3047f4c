"""Answers to a survey while a person serves the customer, and after a person has settled it."""

from typing import Any

import pytest
import sqlalchemy as sa

from messaging.models import Contact
from surveys.models import SurveyResponse
from tests.chat import Chat, words
from tests.surveys import people
from tickets import replies, service, work
from tickets.models import Ticket


class Served:
    """A customer who was shown a survey and whom somebody serves since."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        now = chat.clock.now()
        with chat.store.session() as session:
            people.seed(session, "nps")
            self.member, self.contact = people.customer(session, chat.openid, now=now)
            self.staff = people.colleague(session)
            opened = service.open(
                session, contact_id=self.contact, kind="enquiry", description="问一下", now=now
            )
            self.ticket = opened.id
            people.opened(session, self.contact, now)

    def asked(self) -> None:
        people.asked(self.chat.store, "nps", self.member, now=self.chat.clock.now())

    def served(self) -> None:
        with self.chat.store.session() as session:
            work.claim(session, self.ticket, self.staff, now=self.chat.clock.now())
        self.staff_say("您好，我是小王")
        with self.chat.session() as session:
            assert session.get_one(Contact, self.contact).served_by == "human"

    def staff_say(self, text: str) -> None:
        with self.chat.store.session() as session:
            now = self.chat.clock.now()
            replies.reply(session, self.ticket, self.staff, text, client_id=text, now=now)

    def tap(self, text: str, number: int) -> str:
        said = self.chat.send(kind="text", text=text, option=str(number), opens="act")
        return words(said)

    @property
    def scores(self) -> list[Any]:
        with self.chat.session() as session:
            found = sa.select(SurveyResponse.score).order_by(SurveyResponse.id)
            return list(session.scalars(found))

    @property
    def unread(self) -> int:
        with self.chat.session() as session:
            return session.get_one(Ticket, self.ticket).unread


@pytest.fixture
def served(chat: Chat) -> Served:
    return Served(chat)


def test_a_bare_score_right_after_the_question_is_the_surveys(served: Served) -> None:
    served.served()
    served.asked()
    before = served.unread

    assert "9 分" in served.chat.says("9分")
    assert served.scores == [9]
    assert served.unread == before, "no news for the person who serves"
    assert served.chat.says("你们几点发货") == ""
    assert served.unread == before + 1


def test_a_number_after_a_word_of_staff_is_theirs(served: Served) -> None:
    served.asked()
    served.served()
    served.staff_say("您订了几份？")

    assert served.chat.says("2") == ""
    assert served.scores == []


def test_a_score_with_its_unit_is_no_answer_to_a_person(served: Served) -> None:
    served.asked()
    served.served()

    assert "9 分" in served.chat.says("9分")
    assert served.scores == [9]


def test_a_tap_counts_whatever_was_said_since(served: Served) -> None:
    served.asked()
    served.served()
    served.chat.says("好的")

    assert "3 分" in served.tap("3 分", 4)
    assert served.scores == [3]
    assert "3 分" in served.tap("9 分", 10)
    assert served.scores == [3]


@pytest.mark.parametrize("said", ["还行吧", "9分，不过我的订单还没到呢", "五份"])
def test_anything_else_goes_to_the_person(served: Served, said: str) -> None:
    served.served()
    served.asked()

    assert served.chat.says(said) == ""
    assert served.scores == []


def test_a_bad_score_while_served_leaves_the_person_in_charge(served: Served) -> None:
    served.asked()
    served.served()
    served.tap("1 分", 2)

    assert served.chat.says("你们还管不管") == ""
    with served.chat.session() as session:
        assert session.get_one(Contact, served.contact).served_by == "human"
        kinds = {row.kind: row for row in session.scalars(sa.select(Ticket))}
        assert kinds["survey"].contact_id == served.contact
    assert served.scores == [1]
