"""Answers: counted once, what a score sets off, the closed loop, detractors."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from store.live import LiveEvent
from store.transactions import Store
from surveys import aftercare, answers, detractors, planning, sending
from surveys.answers import Recorded
from surveys.errors import AnswerError, NotFoundError
from surveys.models import SurveyAnswer, SurveyInvitation, SurveyResponse
from surveys.values import Value
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, LINKS, NOON
from tickets import ending, service, standing
from tickets.models import Ticket

pytestmark = pytest.mark.races


def shown(store: Store, key: str = "nps", **changes: Any) -> tuple[int, int]:
    """A member who was shown a survey; return the member and the invitation."""
    with store.session() as session:
        people.seed(session, key, **changes)
        member, _ = people.customer(session)
    return member, people.asked(store, key, member, now=NOON)


def record(store: Store, invitation: int, question: str, value: Value) -> Recorded:
    with store.session() as session:
        return answers.record(session, invitation, question, value, source="chat", now=NOON + HOUR)


def response(store: Store) -> SurveyResponse:
    with store.reading() as session:
        return session.scalars(sa.select(SurveyResponse)).one()


def case(store: Store) -> Ticket:
    with store.reading() as session:
        return session.scalars(sa.select(Ticket).where(Ticket.kind == "survey")).one()


def test_a_doubled_answer_counts_once(store: Store) -> None:
    _, invitation = shown(store)

    assert record(store, invitation, "score", 9).is_new
    again = record(store, invitation, "score", 2)
    assert (again.is_new, again.asked.score) == (False, 9)
    assert (response(store).score, response(store).band) == (9, "promoter")


def test_answers_at_the_same_moment_are_one(store: Store) -> None:
    _, invitation = shown(store)
    with ThreadPoolExecutor(4) as pool:
        scores = (1, 9, 1, 9)
        found = list(pool.map(lambda score: record(store, invitation, "score", score), scores))

    assert sum(one.is_new for one in found) == 1
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SurveyAnswer)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(SurveyResponse)) == 1


@pytest.mark.parametrize("value", [11, -1, "好", ["a"], None])
def test_what_is_no_answer_is_refused(store: Store, value: Value) -> None:
    _, invitation = shown(store)

    with pytest.raises(AnswerError):
        record(store, invitation, "score", value)
    with pytest.raises(NotFoundError):
        record(store, invitation, "colour", 3)


def test_a_bad_score_opens_a_case_with_an_owner_and_a_day(store: Store) -> None:
    with store.session() as session:
        people.colleague(session, "amy")
        boss = people.colleague(session, "boss", "supervisor")
    member, invitation = shown(store)
    record(store, invitation, "score", 3)
    record(store, invitation, "why_low", "等了一个小时")

    ticket = case(store)
    assert (ticket.owner_id, ticket.source, ticket.member_id) == (boss, "survey", member)
    assert ticket.due_at is not None
    assert ticket.resolve_due is not None
    assert ticket.resolve_due <= NOON + HOUR + DAY
    assert "3/10" in ticket.subject
    assert ticket.last_line == "等了一个小时"
    assert response(store).case_id == ticket.id
    with store.reading() as session:
        assert standing.open_complaints(session, [member]) == {member}
        assert detractors.recent(session, [member], since=NOON) == {member}
        assert detractors.recent(session, [member], since=NOON + 2 * HOUR) == set()
        assert detractors.last_scores(session, [member])[member].score == 3
        heard = session.scalars(sa.select(LiveEvent).where(LiveEvent.kind == "bad_rating")).all()
    assert {event.topic for event in heard} == {f"staff:{boss}"}


def test_a_good_score_opens_none(store: Store) -> None:
    member, invitation = shown(store)
    record(store, invitation, "score", 9)

    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 0
        assert detractors.recent(session, [member], since=NOON) == set()


def test_a_rating_stands_on_its_ticket(store: Store) -> None:
    with store.session() as session:
        survey = people.seed(session, "csat")
        _, contact = people.customer(session)
        ticket = people.settled(session, contact, people.colleague(session), now=NOON)
        planning.incident(session, survey.id, [ticket.id], wave="w", now=NOON)
        sending.send_due(session, links=LINKS, now=NOON)
        people.delivered(session, now=NOON)
        invitation = people.invitations(session)[0].id
    record(store, invitation, "score", 4)
    record(store, invitation, "why_high", "处理得快")

    with store.reading() as session:
        rated = service.get(session, ticket.id)
    assert (rated.rating, rated.rating_comment) == (4, "处理得快")


def close_case(session: Session, ticket_id: int, staff: int) -> None:
    ending.resolve(session, ticket_id, staff, cause="等候", outcome="致歉", now=NOON + 2 * HOUR)


def test_they_are_asked_again_only_after_the_case_closed(store: Store) -> None:
    with store.session() as session:
        boss = people.colleague(session, "boss", "supervisor")
    _, invitation = shown(store)
    record(store, invitation, "score", 3)
    with store.session() as session:
        assert aftercare.follow(session, now=NOON + HOUR) == 0
    ticket = case(store)
    with store.session() as session:
        close_case(session, ticket.id, boss)
        assert aftercare.follow(session, now=NOON + 3 * HOUR) == 1
        assert aftercare.follow(session, now=NOON + 4 * HOUR) == 0

    assert response(store).reason == "等候"
    due = NOON + 2 * HOUR + 3 * DAY
    with store.session() as session:
        again = people.invitations(session)[-1]
        assert (again.resurvey_of, again.origin, again.due_at) == (invitation, "resurvey", due)
        people.opened(session, again.contact_id or 0, due)
        assert sending.send_due(session, links=LINKS, now=due).queued == 1


def test_a_second_bad_score_is_not_followed_by_a_third_asking(store: Store) -> None:
    with store.session() as session:
        boss = people.colleague(session, "boss", "supervisor")
    _, invitation = shown(store)
    with store.session() as session:
        session.get_one(SurveyInvitation, invitation).resurvey_of = 999
    record(store, invitation, "score", 0)
    with store.session() as session:
        close_case(session, case(store).id, boss)
        aftercare.follow(session, now=NOON + 3 * HOUR)
        assert len(people.invitations(session)) == 1


def test_a_survey_may_leave_bad_scores_alone(store: Store) -> None:
    _, invitation = shown(store, open_cases=False)
    record(store, invitation, "score", 1)

    assert response(store).case_id is None
