"""What sets a survey off: tickets, orders, the sample, a hand; once for each occasion."""

from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from membership.errors import FieldError
from membership.models import Order
from messaging import contacts
from store.transactions import Store
from surveys import definitions, drawing, planning, triggers
from surveys.planning import Planned
from tests.surveys import people
from tests.surveys.people import DAY, HOUR, MINUTE, NOON, SHANGHAI
from tickets import service
from tickets.ending import resolve


def by_tickets(session: Session, now: datetime) -> Planned:
    return triggers.tickets(session, timezone=SHANGHAI, now=now)


def by_orders(session: Session, now: datetime) -> Planned:
    return triggers.orders(session, timezone=SHANGHAI, now=now)


def test_a_ticket_that_a_person_settled_is_asked_about_once(store: Store) -> None:
    with store.session() as session:
        people.seed(session, "csat")
        member, contact = people.customer(session)
        staff = people.colleague(session)
        ticket = people.settled(session, contact, staff, now=NOON)

        assert by_tickets(session, NOON + 4 * MINUTE).asked == 0
        assert by_tickets(session, NOON + 5 * MINUTE).asked == 1
        assert by_tickets(session, NOON + 6 * MINUTE) == Planned()
        (row,) = people.invitations(session)
    assert (row.member_id, row.contact_id, row.ticket_id) == (member, contact, ticket.id)
    assert (row.staff_id, row.channel, row.state) == (staff, "message", "planned")
    assert row.wave == "2026-06"


def test_a_complaint_that_was_settled_does_not_forbid_asking_about_itself(
    session: Session,
) -> None:
    people.seed(session, "csat")
    _, contact = people.customer(session)
    people.settled(session, contact, people.colleague(session), now=NOON, kind="complaint")

    assert by_tickets(session, NOON + 5 * MINUTE).asked == 1


def test_a_stranger_is_asked_too(session: Session) -> None:
    people.seed(session, "csat")
    contact = contacts.ensure(session, people.ACCOUNT, "o_new", now=NOON).id
    contacts.follow(session, contact, scene="", now=NOON)
    people.opened(session, contact, NOON)
    people.settled(session, contact, people.colleague(session), now=NOON)

    assert by_tickets(session, NOON + 5 * MINUTE).asked == 1
    assert people.invitations(session)[0].subject == f"contact:{contact}"


def test_tickets_without_a_person_or_with_a_rating_are_not_asked_about(session: Session) -> None:
    people.seed(session, "csat")
    staff = people.colleague(session)
    _, withdrawn = people.customer(session, "o_1")
    ticket = service.open(session, contact_id=withdrawn, description="慢", now=NOON)
    service.withdraw(session, ticket.id, now=NOON)
    _, unanswered = people.customer(session, "o_2")
    ticket = service.open(session, contact_id=unanswered, description="慢", now=NOON)
    resolve(session, ticket.id, staff, cause="无", outcome="无", now=NOON)
    _, rated = people.customer(session, "o_3")
    ticket = people.settled(session, rated, staff, now=NOON)
    service.rate(session, ticket.id, 5, now=NOON)

    assert by_tickets(session, NOON + HOUR) == Planned()


def test_who_is_held_back_is_kept_with_the_rule(session: Session) -> None:
    people.seed(session, "csat")
    _, contact = people.customer(session)
    people.settled(session, contact, people.colleague(session), now=NOON)
    contacts.unfollow(session, contact, now=NOON)

    assert by_tickets(session, NOON + HOUR).blocked == {"not reachable": 1}
    (row,) = people.invitations(session)
    assert (row.state, row.rule) == ("blocked", "not reachable")


def test_the_third_order_and_no_other(session: Session) -> None:
    people.seed(session, "ces", trigger={"on": "nth_order", "order": 3, "days": 1})
    member, _ = people.customer(session)
    for number, hours in enumerate((300, 200, 30, 26), 1):
        people.order(session, member, f"A{number}", NOON - hours * HOUR)
    other, _ = people.customer(session, "o_2")
    people.order(session, other, "B1", NOON - 30 * HOUR)

    assert by_orders(session, NOON).asked == 1
    assert by_orders(session, NOON) == Planned()
    (row,) = people.invitations(session)
    assert row.member_id == member


def test_some_days_after_an_order_that_still_counts(session: Session) -> None:
    people.seed(session, "ces")
    paid, _ = people.customer(session, "o_1")
    people.order(session, paid, "A", NOON - 3 * DAY - HOUR, source="east")
    refunded, _ = people.customer(session, "o_2")
    people.order(session, refunded, "B", NOON - 3 * DAY - HOUR)
    early, _ = people.customer(session, "o_3")
    people.order(session, early, "C", NOON - 2 * DAY)
    long_ago, _ = people.customer(session, "o_4")
    people.order(session, long_ago, "D", NOON - 9 * DAY)
    row = session.query(Order).filter_by(external_id="B").one()
    row.status = "refunded"
    session.flush()

    assert by_orders(session, NOON).asked == 1
    (found,) = people.invitations(session)
    assert (found.member_id, found.store) == (paid, "east")


def test_two_orders_are_asked_about_once(session: Session) -> None:
    people.seed(session, "ces")
    member, _ = people.customer(session)
    for number in "AB":
        people.order(session, member, number, NOON - 3 * DAY - HOUR)

    planned = by_orders(session, NOON)
    assert (planned.asked, dict(planned.blocked)) == (1, {"being asked": 1})


def test_the_sample_asks_those_drawn_and_the_same_again(session: Session) -> None:
    people.seed(session, "nps", trigger={"on": "sample", "daily_share": 0.5})
    members = [people.customer(session, f"o_{number}")[0] for number in range(40)]
    survey = definitions.by_key(session, "nps")

    planned, after = triggers.sample(session, survey.id, after=0, timezone=SHANGHAI, now=NOON)
    draw = drawing.draw("nps", NOON.date(), 0.5)
    expected = [member for member in members if draw.takes(member)]
    assert 8 < len(expected) < 32
    assert [row.member_id for row in people.invitations(session)] == expected
    assert (planned.asked, after) == (len(expected), None)

    again, _ = triggers.sample(session, survey.id, after=0, timezone=SHANGHAI, now=NOON + HOUR)
    assert (again.asked, again.again) == (0, len(expected))


def test_by_hand_the_rules_hold_and_a_wave_asks_each_once(session: Session) -> None:
    survey = people.seed(session, "nps")
    fine, _ = people.customer(session, "o_1")
    shut, _ = people.customer(session, "o_2", is_open=False)

    first = planning.by_hand(session, survey.id, [fine, shut, 777], wave="夏季", now=NOON)
    assert first.asked == 1
    assert first.blocked == Counter({"not reachable": 1, "unknown member": 1})
    again = planning.by_hand(session, survey.id, [fine, shut], wave="夏季", now=NOON)
    assert (again.asked, again.again) == (0, 2)
    other = planning.by_hand(session, survey.id, [fine], wave="秋季", now=NOON)
    assert other.blocked == {"being asked": 1}


@pytest.mark.parametrize(("wave", "problem"), [("", "missing"), ("长" * 41, "too_long")])
def test_a_wave_has_a_name(session: Session, wave: str, problem: str) -> None:
    survey = people.seed(session, "nps")

    with pytest.raises(FieldError) as caught:
        planning.by_hand(session, survey.id, [1], wave=wave, now=NOON)

    assert (caught.value.field, caught.value.problem) == ("wave", problem)


def test_an_incident_is_asked_about_again_in_spite_of_the_cooldown(store: Store) -> None:
    with store.session() as session:
        survey = people.seed(session, "csat")
        member, contact = people.customer(session)
        ticket = people.settled(session, contact, people.colleague(session), now=NOON)
    people.asked(store, "csat", member, now=NOON)
    with store.session() as session:
        now = NOON + DAY
        found = planning.incident(session, survey.id, [ticket.id], wave="停电", now=now)
        assert found.asked == 1
        found = planning.by_hand(session, survey.id, [member], wave="别的", now=now)
        assert found.asked == 0
