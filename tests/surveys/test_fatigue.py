"""Who may be asked, and the reason why not: each rule at its edges."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from membership import consents
from messaging import contacts
from store.transactions import Store
from surveys import definitions, drawing, fatigue, planning
from surveys.fatigue import Checked
from surveys.models import SurveyInvitation
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, MINUTE, NOON
from tickets import ending, service


def failed(session: Session, key: str, member: int, now: datetime = NOON) -> list[str]:
    return [one.rule for one in explained(session, key, member, now) if not one.passed]


def explained(session: Session, key: str, member: int, now: datetime = NOON) -> list[Checked]:
    survey = definitions.by_key(session, key)
    return fatigue.explain(session, survey.id, member, now=now)


def everybody(session: Session, **changes: Any) -> None:
    """An NPS whose sample is all members, so that the other rules are seen."""
    trigger = {"on": "sample", "daily_share": 1.0}
    people.seed(session, "nps", trigger=trigger, **changes)


def was_shown(
    session: Session, member: int, relation: str, at: datetime, state: str = "shown"
) -> SurveyInvitation:
    row = SurveyInvitation(
        survey_id=1,
        version=1,
        relation=relation,
        subject=f"member:{member}",
        occasion=f"{relation}{at.timestamp()}",
        origin="hand",
        wave="w",
        member_id=member,
        language="zh",
        state=state,
        planned_at=at,
        due_at=at,
        shown_at=at if state == "shown" else None,
    )
    session.add(row)
    session.flush()
    return row


def test_whom_nothing_forbids_is_asked_and_every_rule_is_told(session: Session) -> None:
    everybody(session)
    member, _ = people.customer(session)

    assert failed(session, "nps", member) == []
    assert [one.rule for one in explained(session, "nps", member)] == [
        "survey off",
        "unknown member",
        "audience",
        "not drawn",
        "being asked",
        "relational cooldown",
        "open complaint",
        "refused",
        "not reachable",
    ]


@pytest.mark.parametrize(
    ("key", "relation", "days"), [("nps", "relational", 90), ("csat", "transactional", 14)]
)
def test_the_cooldown_counts_from_the_showing(
    session: Session, key: str, relation: str, days: int
) -> None:
    if key == "nps":
        everybody(session)
    else:
        people.seed(session, key)
    member, contact = people.customer(session)
    was_shown(session, member, relation, NOON)
    just_before, then = NOON + days * DAY - MINUTE, NOON + days * DAY
    for now in (just_before, then):
        people.opened(session, contact, now)
    rule = f"{relation} cooldown"

    assert failed(session, key, member, just_before) == [rule]
    cooled = next(one for one in explained(session, key, member, just_before) if one.rule == rule)
    assert cooled.facts == {"shown_at": NOON, "again_from": then}
    assert rule not in failed(session, key, member, then)


def test_a_relational_survey_does_not_hold_back_a_transactional_one(session: Session) -> None:
    people.seed(session, "csat")
    member, _ = people.customer(session)
    was_shown(session, member, "relational", NOON - DAY)

    assert failed(session, "csat", member) == []


def test_one_that_is_on_its_way_counts_though_it_was_not_shown(session: Session) -> None:
    everybody(session)
    member, _ = people.customer(session)
    was_shown(session, member, "transactional", NOON, state="planned")

    assert failed(session, "nps", member) == ["being asked"]


def test_nobody_is_asked_within_a_day_of_an_open_complaint(session: Session) -> None:
    everybody(session)
    member, contact = people.customer(session)
    staff = people.colleague(session)
    ticket = service.open(
        session, contact_id=contact, kind="complaint", description="少了一件", now=NOON
    )
    assert failed(session, "nps", member) == ["open complaint"]

    ending.resolve(session, ticket.id, staff, cause="漏发", outcome="补发", now=NOON + HOUR)
    assert failed(session, "nps", member, NOON + 24 * HOUR) == ["open complaint"]
    assert failed(session, "nps", member, NOON + 25 * HOUR) == []


def test_an_enquiry_is_no_complaint(session: Session) -> None:
    everybody(session)
    member, contact = people.customer(session)
    service.open(session, contact_id=contact, kind="enquiry", description="几点开门", now=NOON)

    assert failed(session, "nps", member) == []


def test_who_refused_surveys_is_left_alone(session: Session) -> None:
    everybody(session)
    member, contact = people.customer(session)
    consents.opt_out(session, contact_id=contact, kind="survey", now=NOON, source="chat")

    assert failed(session, "nps", member)[0] == "refused"


def test_who_refused_offers_may_still_be_asked(session: Session) -> None:
    everybody(session)
    member, contact = people.customer(session)
    consents.opt_out(session, contact_id=contact, kind="marketing", now=NOON, source="chat")

    assert failed(session, "nps", member) == []


def test_who_cannot_be_reached_is_told_by_channel(session: Session) -> None:
    everybody(session)
    member, _ = people.customer(session, is_open=False)

    assert failed(session, "nps", member) == ["not reachable"]
    facts = explained(session, "nps", member)[-1].facts
    assert facts["message"] == "window closed"


def test_who_left_cannot_be_reached(session: Session) -> None:
    everybody(session)
    member, contact = people.customer(session)
    contacts.unfollow(session, contact, now=NOON)

    assert failed(session, "nps", member) == ["not reachable"]


@pytest.mark.parametrize(
    ("orders", "joined", "outside"), [(0, 100, True), (1, 100, False), (1, 5, True)]
)
def test_the_sample_is_drawn_from_those_it_is_for(
    session: Session, orders: int, joined: int, outside: bool
) -> None:
    everybody(session)
    member, _ = people.customer(session, orders=orders, joined=timedelta(days=joined))

    assert ("audience" in failed(session, "nps", member)) is outside


def test_a_survey_that_is_off_asks_nobody(session: Session) -> None:
    people.seed(session, "nps", on=False)
    member, _ = people.customer(session)

    assert "survey off" in failed(session, "nps", member)
    assert failed(session, "nps", 99_999)[:2] == ["survey off", "unknown member"]


def test_a_second_occasion_in_one_batch_waits(store: Store) -> None:
    with store.session() as session:
        survey = people.seed(session, "csat")
        member, contact = people.customer(session)
        staff = people.colleague(session)
        tickets = [people.settled(session, contact, staff, now=NOON - HOUR) for _ in range(2)]
        found = planning.incident(
            session, survey.id, [one.id for one in tickets], wave="停电", now=NOON
        )

    assert member
    assert (found.asked, found.again) == (1, 1)


def test_each_day_draws_its_share_the_same_whenever_it_is_asked() -> None:
    days = [NOON.date() + DAY * number for number in range(30)]
    draws = [drawing.draw("nps", day, 0.01) for day in days]
    drawn = [sum(one.takes(member) for member in range(1, 20_001)) for one in draws]

    assert 180 < sum(drawn) / len(drawn) < 220
    assert drawing.draw("nps", days[0], 0.01) == drawing.draw("nps", days[0], 0.01)
    assert drawing.draw("nps", days[0], 0.01) != drawing.draw("nps", days[1], 0.01)
