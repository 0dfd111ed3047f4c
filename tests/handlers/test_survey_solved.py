"""「解决了」 in the chat, with the survey about the ticket before or after it."""

import pytest
import sqlalchemy as sa

from surveys import sending, triggers
from surveys.models import SurveyInvitation, SurveyResponse
from tests.chat import Chat
from tests.surveys import people
from tickets import service
from tickets.models import Ticket


def settled(chat: Chat, *, ask: bool) -> int:
    """A customer whose ticket a person settled; the invitation with `ask`, else the ticket."""
    now = chat.clock.now()
    with chat.store.session() as session:
        survey = people.seed(session, "csat")
        _, contact = people.customer(session, chat.openid, now=now)
        ticket = people.settled(session, contact, people.colleague(session), now=now)
        if not ask:
            return ticket.id
        return people.asked_about(session, survey, ticket, now=now)


def ratings(chat: Chat) -> list[int | None]:
    with chat.session() as session:
        rated = sa.select(Ticket.rating).where(Ticket.kind != "survey").order_by(Ticket.id)
        return list(session.scalars(rated))


def test_who_says_solved_is_asked_by_the_survey_and_by_no_other_menu(chat: Chat) -> None:
    settled(chat, ask=True)
    said = chat.says("解决了")

    assert "处理得您满意吗" in said
    assert "#1001" not in said
    assert "最喜欢" in chat.says("很满意")
    assert ratings(chat) == [5]
    with chat.session() as session:
        assert session.scalars(sa.select(SurveyResponse.score)).one() == 5


def test_a_tap_on_an_older_menu_is_the_surveys_answer(chat: Chat) -> None:
    ticket = settled(chat, ask=False)
    assert "还满意吗" in chat.says("解决了")
    with chat.store.session() as session:
        survey = people.seed(session, "csat")
        found = service.get(session, ticket)
        people.asked_about(session, survey, found, now=chat.clock.now())

    assert "最让您不满意" in chat.says("很不满意")
    assert ratings(chat) == [1]
    with chat.session() as session:
        assert session.scalars(sa.select(SurveyResponse.score)).one() == 1


@pytest.mark.dialect
def test_who_rated_before_the_survey_was_due_is_not_asked(chat: Chat) -> None:
    settled(chat, ask=False)
    chat.later(minutes=6)
    with chat.store.session() as session:
        triggers.tickets(session, timezone=people.SHANGHAI, now=chat.clock.now())
        assert people.invitations(session)[0].state == "planned"
    chat.says("解决了")
    chat.says("满意")
    with chat.store.session() as session:
        sending.send_due(session, links=people.LINKS, now=chat.clock.now())

    assert ratings(chat) == [4]
    with chat.session() as session:
        row = session.scalars(sa.select(SurveyInvitation)).one()
        assert (row.state, row.rule) == ("blocked", "rated")
