"""Tickets and cases that were open again when the survey about them was due."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from messaging.gates import Verdict
from messaging.models import Outbox
from store.transactions import Store
from surveys import aftercare, answers, fatigue, gate, planning, sending
from surveys.models import SurveyInvitation
from surveys.repository import planning as planning_repository
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, LINKS, MINUTE, NOON
from tests.surveys.test_sending import pending
from tickets import ending
from tickets.models import Ticket

KINDS = ["complaint", "after_sale"]


def state(session: Session) -> tuple[str, str | None]:
    session.expire_all()
    row = people.invitations(session)[-1]
    return row.state, row.rule


def planned(session: Session, kind: str) -> tuple[int, int]:
    """A settled ticket that is to be asked about; return it and who settled it."""
    survey = people.seed(session, "csat")
    _, contact = people.customer(session)
    amy = people.colleague(session)
    ticket = people.settled(session, contact, amy, now=NOON, kind=kind)
    people.opened(session, contact, NOON)
    rows = planning_repository.tickets(session, [ticket.id])
    candidates = [planning.of_ticket(row, f"ticket:{row.id}") for row in rows]
    planning.plan(session, survey, candidates, origin="ticket_closed", wave="t", now=NOON)
    return ticket.id, amy


@pytest.mark.parametrize("kind", KINDS)
def test_a_ticket_that_is_open_again_is_asked_about_when_it_is_settled(
    session: Session, kind: str
) -> None:
    ticket, amy = planned(session, kind)
    ending.reopen(session, ticket, amy, now=NOON + MINUTE)
    sent = sending.send_due(session, links=LINKS, now=NOON + 2 * MINUTE)
    assert (sent.queued, sent.blocked, state(session)) == (0, 0, ("planned", None))

    ending.resolve(session, ticket, amy, cause="质量", outcome="补发", now=NOON + HOUR)
    assert sending.send_due(session, links=LINKS, now=NOON + 2 * HOUR).queued == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_gate_keeps_it_too(session: Session, kind: str) -> None:
    ticket, amy = planned(session, kind)
    sending.send_due(session, links=LINKS, now=NOON)
    number = session.scalars(sa.select(Outbox.id).where(Outbox.category == "survey")).one()
    assert gate.gate(session, pending(session), NOON).get(number) is None
    ending.reopen(session, ticket, amy, now=NOON + MINUTE)

    found = gate.gate(session, pending(session), NOON + MINUTE)[number]
    assert found == Verdict(fatigue.REOPENED, until=NOON + MINUTE + gate.LATER)


@pytest.fixture
def closed(store: Store) -> tuple[int, int, int]:
    """A case that closed at noon, its owner and the customer's chat."""
    with store.session() as session:
        people.seed(session, "nps", trigger={"on": "hand"})
        member, contact = people.customer(session)
        boss = people.colleague(session, "boss", "supervisor")
    invitation = people.asked(store, "nps", member, now=NOON - 2 * HOUR)
    with store.session() as session:
        answers.record(session, invitation, "score", 2, source="chat", now=NOON - HOUR)
        case = session.scalars(sa.select(Ticket.id)).one()
        ending.resolve(session, case, boss, cause="等候", outcome="致歉", now=NOON)
        aftercare.follow(session, now=NOON)
    return case, boss, contact


def test_who_is_helped_again_is_asked_again_only_after_that(
    store: Store, closed: tuple[int, int, int]
) -> None:
    case, boss, contact = closed
    with store.session() as session:
        ending.reopen(session, case, boss, now=NOON + DAY)
        people.opened(session, contact, NOON + 3 * DAY)
        assert sending.send_due(session, links=LINKS, now=NOON + 3 * DAY) == sending.Sent()
        assert state(session) == ("planned", None)
        ending.resolve(session, case, boss, cause="等候", outcome="致歉", now=NOON + 4 * DAY)
        people.opened(session, contact, NOON + 4 * DAY)
        early = NOON + 5 * DAY - MINUTE
        assert sending.send_due(session, links=LINKS, now=early) == sending.Sent()
        assert sending.send_due(session, links=LINKS, now=early + HOUR).queued == 1
        aftercare.follow(session, now=early + HOUR)
        origins = list(
            session.scalars(sa.select(SurveyInvitation.origin).order_by(SurveyInvitation.id))
        )
    assert origins == ["hand", "resurvey"]


def test_who_cannot_be_reached_is_asked_again_when_they_write_within_a_week(
    store: Store, closed: tuple[int, int, int]
) -> None:
    _, _, contact = closed
    with store.session() as session:
        assert sending.send_due(session, links=LINKS, now=NOON + 5 * DAY) == sending.Sent()
        people.opened(session, contact, NOON + 6 * DAY)
        assert sending.send_due(session, links=LINKS, now=NOON + 6 * DAY).queued == 1


def test_who_stays_away_is_not_waited_for(store: Store, closed: tuple[int, int, int]) -> None:
    with store.session() as session:
        sending.send_due(session, links=LINKS, now=NOON + 9 * DAY)
        assert state(session) == ("planned", None)
        sending.send_due(session, links=LINKS, now=NOON + 10 * DAY)
        assert state(session) == ("blocked", "not reachable")
