"""Answers that no page and no chat of ours would send, and answers that come very soon."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from store.transactions import Store
from surveys import answers, definitions, planning, sending
from surveys.errors import AnswerError
from surveys.models import SurveyAnswer, SurveyInvitation, SurveyResponse
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, LINKS, MINUTE, NOON


def queued(session: Session) -> int:
    """An invitation whose message has left, which nobody has noted yet."""
    people.seed(session, "nps")
    member, _ = people.customer(session)
    survey = definitions.by_key(session, "nps")
    planning.by_hand(session, survey.id, [member], wave="w", now=NOON)
    sending.send_due(session, links=LINKS, now=NOON)
    return people.invitations(session)[-1].id


def given(session: Session) -> list[tuple[str, str | None]]:
    asked = sa.select(SurveyAnswer.question, SurveyAnswer.text).order_by(SurveyAnswer.id)
    rows = session.execute(asked)
    return [(row.question, row.text) for row in rows]


def test_who_answers_before_the_delivery_is_noted_has_a_deadline_too(session: Session) -> None:
    invitation = queued(session)
    answers.record(session, invitation, "score", 9, source="chat", now=NOON + MINUTE)
    row = session.get_one(SurveyInvitation, invitation, populate_existing=True)
    assert row.closes_at == NOON + MINUTE + 3 * DAY

    assert sending.track(session, now=NOON + 4 * DAY)["finished"] == 1
    late = answers.record(
        session, invitation, "why_high", "热情", source="web", now=NOON + 5 * DAY
    )
    assert late.late
    assert session.scalars(sa.select(SurveyResponse)).one().finished_at is not None


def test_a_question_that_was_not_put_is_not_answered(session: Session) -> None:
    invitation = queued(session)
    with pytest.raises(AnswerError) as refused:
        answers.record(session, invitation, "why_high", "好", source="web", now=NOON + HOUR)
    assert refused.value.problem == "not_asked"
    answers.record(session, invitation, "score", 2, source="web", now=NOON + HOUR)
    with pytest.raises(AnswerError):
        answers.record(session, invitation, "why_high", "好", source="web", now=NOON + HOUR)

    assert given(session) == [("score", None)]


@pytest.mark.races
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("慢\x00死\x07了", "慢死了"),
        ("一\r\n二\t三", "一\n二\t三"),
        ("\x00", None),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_what_no_database_keeps_is_left_out(store: Store, said: str, kept: str | None) -> None:
    with store.session() as session:
        invitation = queued(session)
        answers.record(session, invitation, "score", 2, source="web", now=NOON + HOUR)
        answers.record(session, invitation, "why_low", said, source="web", now=NOON + HOUR)
    with store.reading() as session:
        assert given(session)[-1] == ("why_low", kept)
