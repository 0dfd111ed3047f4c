"""In which language a survey is asked and answered in the chat."""

import pytest
import sqlalchemy as sa

from membership.models import Member
from surveys import planning, sending
from surveys.models import SurveyInvitation, SurveyResponse
from tests.chat import Chat, words
from tests.surveys import people

HOW_LIKELY = "How likely are you to recommend us"


def planned(chat: Chat, **profile: str) -> None:
    now = chat.clock.now()
    with chat.store.session() as session:
        survey = people.seed(session, "nps", trigger={"on": "hand"})
        member, contact = people.customer(session, chat.openid, now=now)
        session.get_one(Member, member).preferences = dict(profile)
        session.flush()
        people.opened(session, contact, now)
        planning.by_hand(session, survey.id, [member], wave="w", now=now)
        sending.send_due(session, links=people.LINKS, now=now)


def asked_in(chat: Chat) -> tuple[str, bool]:
    with chat.session() as session:
        row = session.scalars(sa.select(SurveyInvitation)).one()
    return row.language, any(HOW_LIKELY in words(one) for one in chat.outbox())


def test_who_writes_english_is_asked_in_english(chat: Chat) -> None:
    chat.says("Hello, where is your shop?")
    planned(chat)
    assert asked_in(chat) == ("en", True)


def test_the_profile_goes_before_what_they_write(chat: Chat) -> None:
    chat.says("Hello, where is your shop?")
    planned(chat, 语言="中文")
    assert asked_in(chat) == ("zh", False)


@pytest.mark.dialect
def test_an_english_answer_is_answered_in_english(chat: Chat) -> None:
    now = chat.clock.now()
    with chat.store.session() as session:
        people.seed(session, "nps")
        member, _ = people.customer(session, chat.openid, now=now)
    people.asked(chat.store, "nps", member, now=now)

    assert "What do you like most" in chat.says("I'd say nine")
    with chat.session() as session:
        assert session.scalars(sa.select(SurveyResponse.score)).one() == 9
