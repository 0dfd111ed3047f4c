"""Deadlines are stored, stand still while a ticket waits, and move when the rules do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.tickets.people import NOON, Desk
from tests.tickets.test_calendar import OFFICE, SHANGHAI, at
from tickets import ending, escalation, hours, pauses, replies, sla, work
from tickets.calendar import BusinessCalendar
from tickets.hours import Target
from tickets.models import Ticket, TicketEvent

TARGET = Target(first=15, next=30, resolve=480)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Office hours with lunch, and a complaint's target of 15, 30 and 480 minutes."""
    with desk.session() as session:
        hours.save_hours(session, None, "office", OFFICE)
        hours.set_target(session, "complaint", 3, TARGET)
    return desk


@contextmanager
def row_of(desk: Desk, ticket_id: int) -> Iterator[Ticket]:
    with desk.store.reading() as session:
        yield session.get_one(Ticket, ticket_id)


def opened_at(desk: Desk, text: str) -> tuple[int, int]:
    """A complaint opened at this time of Shanghai; its contact and its id."""
    desk.now = at(text)
    contact = desk.customer()
    return contact, desk.ticket(contact).id


def due(desk: Desk, ticket_id: int) -> tuple[str | None, datetime | None]:
    found = desk.get(ticket_id)
    return found.due_kind, found.due_at


@pytest.mark.parametrize(
    ("opened", "first", "resolve"),
    [
        ("2026-03-04 11:50", "2026-03-04 13:35", "2026-03-05 13:50"),
        ("2026-03-06 17:55", "2026-03-09 09:10", "2026-03-10 09:25"),
        ("2026-10-10 16:00", "2026-10-10 16:15", "2026-10-12 16:30"),
        ("2026-12-31 17:55", "2027-01-01 09:10", "2027-01-04 09:25"),
    ],
    ids=["lunch", "weekend", "make-up Saturday", "end of the calendar"],
)
def test_a_new_ticket_has_its_deadlines(
    office: Desk, opened: str, first: str, resolve: str
) -> None:
    _, ticket = opened_at(office, opened)

    assert due(office, ticket) == ("first", at(first))
    with row_of(office, ticket) as row:
        assert row.resolve_due == at(resolve)


def test_the_first_answer_ends_its_clock_and_a_question_starts_the_next(office: Desk) -> None:
    contact, ticket = opened_at(office, "2026-03-04 10:00")
    amy = office.colleague()
    office.now = at("2026-03-04 10:10")
    with office.session() as session:
        replies.reply(session, ticket, amy.id, "您好", client_id="1", now=office.now)
    with row_of(office, ticket) as row:
        assert (row.first_response_at, row.first_due, row.first_breached) == (
            office.now,
            None,
            False,
        )
    assert due(office, ticket)[0] == "resolve"

    office.now = at("2026-03-04 11:45")
    office.attends(contact)
    office.later(minutes=10)
    office.attends(contact, "人呢")

    assert due(office, ticket) == ("next", at("2026-03-04 13:45"))


def test_waiting_for_the_customer_stops_the_clock(office: Desk) -> None:
    contact, ticket = opened_at(office, "2026-03-04 10:00")
    amy = office.colleague()
    office.now = at("2026-03-04 11:00")
    with office.session() as session:
        replies.reply(
            session, ticket, amy.id, "哪张订单？", client_id="1", wait=True, now=office.now
        )
    assert due(office, ticket) == (None, None)

    office.now = at("2026-03-06 09:00")
    office.attends(contact, "20260301")

    with row_of(office, ticket) as row:
        assert row.used_minutes == 60
        assert row.resolve_due == OFFICE.add(office.now, 420)


def test_a_ticket_put_off_wakes_by_itself_with_its_time_left(office: Desk) -> None:
    _, ticket = opened_at(office, "2026-03-04 10:00")
    amy = office.colleague()
    office.now = at("2026-03-04 10:30")
    until = at("2026-03-05 09:00")
    with office.session() as session:
        pauses.snooze(session, ticket, amy.id, until, now=office.now)
        assert pauses.wake_due(session, now=office.now) == 0
    assert due(office, ticket)[0] == "first"

    with office.session() as session:
        assert pauses.wake_due(session, now=until) == 1
        assert pauses.wake_due(session, now=until) == 0
    with row_of(office, ticket) as row:
        assert (row.state, row.used_minutes) == ("new", 30)
        assert row.resolve_due == OFFICE.add(until, 450)


def test_a_higher_priority_and_other_hours_move_the_deadline(office: Desk) -> None:
    _, ticket = opened_at(office, "2026-03-04 10:00")
    amy = office.colleague()
    with office.session() as session:
        hours.set_target(session, "complaint", 1, Target(5, 10, 60))
        work.change(session, ticket, amy.id, priority=1, now=office.now)
    assert due(office, ticket) == ("first", at("2026-03-04 10:05"))

    with office.session() as session:
        hours.set_target(session, "complaint", 1, Target(120, 130, 140))
        assert sla.recompute(session, now=office.now) == 1
    assert due(office, ticket) == ("first", at("2026-03-04 12:00"))


def test_the_sweep_warns_once_and_escalates_once(office: Desk) -> None:
    _, ticket = opened_at(office, "2026-03-04 10:00")

    def sweep(text: str) -> tuple[int, int]:
        with office.session() as session:
            swept = escalation.sweep(session, now=at(text))
            return swept.warned, swept.breached

    assert sweep("2026-03-04 10:05") == (0, 0)
    assert sweep("2026-03-04 10:13") == (1, 0)
    assert sweep("2026-03-04 10:14") == (0, 0)
    assert sweep("2026-03-04 10:16") == (0, 1)
    assert sweep("2026-03-04 10:17") == (0, 0)
    with office.session() as session:
        kinds = [event.kind for event in session.query(TicketEvent).order_by(TicketEvent.id)]
        assert session.get_one(Ticket, ticket).first_breached
    assert kinds == ["opened", "sla_warning", "sla_breach"]


def test_each_clock_is_warned_of_by_itself(office: Desk) -> None:
    opened_at(office, "2026-03-04 10:00")

    def sweep(text: str) -> list[tuple[str, str]]:
        with office.session() as session:
            seen = session.query(TicketEvent).count()
            escalation.sweep(session, now=at(text))
            told = session.query(TicketEvent).order_by(TicketEvent.id).offset(seen)
            return [(event.kind, event.detail["deadline"]) for event in told]

    assert sweep("2026-03-04 10:16") == [("sla_breach", "first")]
    assert sweep("2026-03-05 09:45") == []
    assert sweep("2026-03-05 10:05") == [("sla_warning", "resolve")]
    assert sweep("2026-03-05 10:20") == []
    assert sweep("2026-03-05 10:31") == [("sla_breach", "resolve")]
    assert sweep("2026-03-05 10:32") == []


def test_an_answer_to_what_was_overdue_warns_of_nothing_twice(office: Desk) -> None:
    _, ticket = opened_at(office, "2026-03-04 10:00")
    amy = office.colleague()
    for moment in ("2026-03-04 10:16", "2026-03-05 10:05"):
        with office.session() as session:
            escalation.sweep(session, now=at(moment))
    with office.session() as session:
        replies.reply(session, ticket, amy.id, "好", client_id="1", now=at("2026-03-05 10:06"))
    with office.session() as session:
        assert escalation.sweep(session, now=at("2026-03-05 10:07")).warned == 0


def test_the_end_writes_down_whether_the_time_was_kept(office: Desk) -> None:
    _, late = opened_at(office, "2026-03-04 10:00")
    amy = office.colleague()
    office.now = at("2026-03-06 10:00")
    with office.session() as session:
        ending.resolve(session, late, amy.id, cause="product", outcome="solved", now=office.now)

    with row_of(office, late) as row:
        assert row.resolve_breached
        assert (row.due_at, row.resolve_due, row.running_since) == (None, None, None)
        assert row.used_minutes == OFFICE.minutes_between(at("2026-03-04 10:00"), office.now)


def test_without_settings_a_shop_is_open_from_nine_to_nine(desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())

    kind, instant = due(desk, ticket.id)

    assert (kind, instant) == ("first", hours.SHOP_HOURS.add(NOON, 15))


def test_a_complaint_opens_even_where_nobody_ever_works(desk: Desk) -> None:
    closed = BusinessCalendar(((),) * 7, SHANGHAI)
    with desk.session() as session:
        hours.save_hours(session, None, "closed", closed)
        hours.set_target(session, "complaint", 3, TARGET)
    ticket = desk.ticket(desk.customer())

    assert due(desk, ticket.id) == ("first", NOON + timedelta(minutes=TARGET.first))


@pytest.mark.parametrize(
    ("zone", "opened", "first"),
    [
        ("America/New_York", "2026-03-07T16:50:00-05:00", "2026-03-08T09:05:00-04:00"),
        ("Europe/Berlin", "2026-10-24T16:55:00+02:00", "2026-10-25T09:10:00+01:00"),
        ("Asia/Kathmandu", "2026-03-07T16:50:00+05:45", "2026-03-08T09:05:00+05:45"),
    ],
)
def test_other_zones_keep_their_own_nine_to_five(
    desk: Desk, zone: str, opened: str, first: str
) -> None:
    daily = BusinessCalendar((((540, 1020),),) * 7, ZoneInfo(zone), chinese_holidays=False)
    with desk.session() as session:
        hours.save_hours(session, None, "shop", daily)
        hours.set_target(session, "complaint", 3, TARGET)
    desk.now = datetime.fromisoformat(opened).astimezone(UTC)
    ticket = desk.ticket(desk.customer())

    assert due(desk, ticket.id) == ("first", datetime.fromisoformat(first))


def test_who_waits_for_the_customer_owes_no_answer(office: Desk) -> None:
    contact, ticket = opened_at(office, "2026-03-04 10:00")
    amy = office.colleague()
    with office.session() as session:
        replies.reply(session, ticket, amy.id, "哪一单？", client_id="1", now=office.now)
    office.now = at("2026-03-04 10:10")
    office.attends(contact, "晚上发您")
    with office.session() as session:
        pauses.pend(session, ticket, amy.id, now=office.now)
    assert due(office, ticket) == (None, None)

    with office.session() as session:
        assert escalation.sweep(session, now=at("2026-03-05 10:00")).breached == 0
    office.now = at("2026-03-05 10:00")
    office.attends(contact, "20260301")
    assert due(office, ticket) == ("next", at("2026-03-05 10:30"))


def test_a_new_target_counts_from_the_unanswered_word_of_a_ticket_that_was_put_off(
    desk: Desk,
) -> None:
    contact, amy = desk.customer(), desk.colleague()
    ticket = desk.ticket(contact).id
    with desk.session() as session:
        replies.reply(session, ticket, amy.id, "好", client_id="1", now=desk.now)
    asked = desk.later(minutes=1)
    desk.attends(contact)
    with desk.session() as session:
        pauses.snooze(session, ticket, amy.id, desk.now + timedelta(hours=2), now=desk.now)
        due = session.get_one(Ticket, ticket).next_due
        assert due is not None
        hours.set_target(session, "complaint", 3, Target(15, 45, 480))
        sla.recompute(session, now=desk.later(minutes=10))
    with desk.store.reading() as session:
        assert session.get_one(Ticket, ticket).next_due == asked + timedelta(minutes=45)
