"""Two records that became one: what was asked and said under either counts."""

from datetime import timedelta

from membership.merging import merge
from store.transactions import Store
from surveys import answers, detractors, fatigue, invitations
from surveys.models import SurveyInvitation
from surveys.results import service as results
from surveys.results.values import Span
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, NOON, SHANGHAI


def merged(store: Store, chains: int = 1) -> tuple[int, int]:
    """A member who was asked by a way that is no chat of theirs, now part of another record."""
    with store.session() as session:
        survey = people.seed(session, "nps", trigger={"on": "hand"})
        gone, _ = people.customer(session, "o_old")
        kept = [people.customer(session, f"o_{number}")[0] for number in range(chains)]
    invitation = people.asked(store, "nps", gone, now=NOON)
    with store.session() as session:
        answers.record(session, invitation, "score", 2, source="web", now=NOON + HOUR)
        session.get_one(SurveyInvitation, invitation).contact_id = None
        session.flush()
        for number in kept:
            merge(session, kept_id=number, gone_id=gone, actor="staff:1", now=NOON + 2 * HOUR)
            gone = number
    return survey.id, kept[-1]


def test_who_was_asked_under_another_record_is_not_asked_again_soon(store: Store) -> None:
    survey, kept = merged(store, chains=2)
    with store.reading() as session:
        checks = fatigue.explain(session, survey, kept, now=NOON + 60 * DAY)
    cooled = next(one for one in checks if one.rule == "relational cooldown")
    assert not cooled.passed
    assert cooled.facts["again_from"] == NOON + 90 * DAY


def test_a_bad_score_is_the_kept_ones(store: Store) -> None:
    _, kept = merged(store)
    with store.reading() as session:
        assert detractors.recent(session, [kept, 99], since=NOON) == {kept}
        assert detractors.last_scores(session, [kept])[kept].score == 2


def test_staff_find_under_the_kept_record_what_was_asked_and_said_before(store: Store) -> None:
    survey, kept = merged(store, chains=2)
    span = Span(NOON.date(), NOON.date(), SHANGHAI)
    with store.reading() as session:
        ((_, said),) = results.of_member(session, kept)
        (asked,) = invitations.of_member(session, kept)
        (listed,) = results.given(session, survey, span)
    assert (said.score, listed.member_id) == (2, kept)
    assert asked.id == said.invitation_id


def test_who_was_merged_before_a_ticket_was_settled_is_asked_about_it(store: Store) -> None:
    with store.session() as session:
        survey = people.seed(session, "csat")
        gone, contact = people.customer(session, "o_old")
        kept, _ = people.customer(session, "o_new")
        amy = people.colleague(session)
        ticket = people.settled(session, contact, amy, now=NOON)
        merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)
        people.opened(session, contact, NOON)
        asked = people.asked_about(session, survey, ticket, now=NOON + timedelta(minutes=6))
        row = session.get_one(SurveyInvitation, asked)
        assert (row.member_id, row.state, row.rule) == (kept, "shown", None)
