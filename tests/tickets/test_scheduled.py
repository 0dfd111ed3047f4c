"""A reply timed for later: refused where it could not leave, no answer until it has left."""

from datetime import timedelta

import pytest

from messaging.models import Outbox
from tests.tickets.people import Desk, online
from tickets import (
    assignment,
    ending,
    escalation,
    last_words,
    pauses,
    replies,
    resending,
    scheduled,
    service,
    unanswered,
)
from tickets.errors import WindowClosed
from tickets.models import TicketEvent, TicketResponse
from tickets.values import StaffView


@pytest.fixture
def amy(desk: Desk) -> StaffView:
    return online(desk, "amy")


@pytest.fixture
def case(desk: Desk) -> tuple[int, int]:
    """A customer who waits, and their ticket."""
    contact = desk.customer()
    return contact, desk.ticket(contact).id


def later(desk: Desk, ticket: int, by: StaffView, key: str = "1", **delta: float) -> int:
    due_at = desk.now + timedelta(**delta)
    with desk.session() as session:
        return replies.reply(
            session, ticket, by.id, "明天到", client_id=key, due_at=due_at, now=desk.now
        ).outbox_id


def leaves(desk: Desk, outbox_id: int) -> None:
    """The deliverer sends it when it is due, and the clock comes round a little later."""
    with desk.session() as session:
        row = session.get_one(Outbox, outbox_id)
        row.state, row.finished_at = "accepted", row.due_at
        desk.now = row.due_at


def settled(desk: Desk) -> int:
    with desk.session() as session:
        return scheduled.settle(session, now=desk.later(seconds=20))


def state_of(desk: Desk, outbox_id: int) -> str:
    with desk.store.reading() as session:
        return session.get_one(Outbox, outbox_id).state


def test_what_would_leave_after_the_window_is_refused(
    desk: Desk, amy: StaffView, case: tuple[int, int]
) -> None:
    with pytest.raises(WindowClosed) as shut:
        later(desk, case[1], amy, hours=49)
    assert shut.value.reason == "window_later"
    later(desk, case[1], amy, hours=47)


def test_what_is_timed_takes_its_place_in_the_count(
    desk: Desk, amy: StaffView, case: tuple[int, int]
) -> None:
    contact, ticket = case
    for number in range(5):
        later(desk, ticket, amy, str(number), hours=5 - number)

    with pytest.raises(WindowClosed) as full:
        later(desk, ticket, amy, "6", hours=1)
    assert full.value.reason == "count_later"
    with desk.session() as session:
        assert replies.window_of(session, contact, now=desk.now).left == 0
    with pytest.raises(WindowClosed), desk.session() as session:
        replies.reply(session, ticket, amy.id, "好", client_id="7", now=desk.now)


def test_the_customer_waits_until_it_has_left(
    desk: Desk, amy: StaffView, case: tuple[int, int]
) -> None:
    _, ticket = case
    since, due = desk.now, desk.get(ticket).due_at
    outbox_id = later(desk, ticket, amy, minutes=10)
    found = desk.get(ticket)
    assert (found.state, found.owner_id, found.awaiting_since) == ("open", amy.id, since)
    assert (found.first_response_at, found.due_at) == (None, due)
    assert settled(desk) == 0

    leaves(desk, outbox_id)
    left_at = desk.now
    assert (settled(desk), settled(desk)) == (1, 0)
    found = desk.get(ticket)
    assert (found.awaiting_since, found.first_response_at) == (None, left_at)
    assert found.last_line == "明天到"
    with desk.store.reading() as session:
        (response,) = session.query(TicketResponse)
        assert (response.staff_id, response.asked_at) == (amy.id, since)
        assert (response.answered_at, response.late) == (left_at, False)


def test_what_leaves_after_the_deadline_is_late(
    desk: Desk, amy: StaffView, case: tuple[int, int]
) -> None:
    outbox_id = later(desk, case[1], amy, hours=3)
    desk.later(hours=2)
    with desk.session() as session:
        assert escalation.sweep(session, now=desk.now).breached == 1
    leaves(desk, outbox_id)
    settled(desk)
    with desk.store.reading() as session:
        assert session.query(TicketResponse).one().late


def test_it_answers_nothing_that_was_written_after_it(
    desk: Desk, amy: StaffView, case: tuple[int, int]
) -> None:
    contact, ticket = case
    outbox_id = later(desk, ticket, amy, minutes=10)
    desk.later(minutes=5)
    desk.attends(contact, "改送公司")
    leaves(desk, outbox_id)

    assert settled(desk) == 0
    assert desk.get(ticket).awaiting_since is not None


def test_it_answers_a_ticket_that_was_put_off_meanwhile(
    desk: Desk, amy: StaffView, case: tuple[int, int]
) -> None:
    contact, ticket = case
    with desk.session() as session:
        replies.reply(session, ticket, amy.id, "好", client_id="0", now=desk.later(minutes=1))
    desk.later(minutes=1)
    desk.attends(contact, "几点到")
    desk.later(minutes=1)
    outbox_id = later(desk, ticket, amy, minutes=10)
    with desk.session() as session:
        until = desk.now + timedelta(hours=1)
        pauses.snooze(session, ticket, amy.id, until, now=desk.now)
    leaves(desk, outbox_id)
    assert (settled(desk), settled(desk)) == (1, 0)

    with desk.session() as session:
        assert pauses.wake_due(session, now=until) == 1
        assert session.query(TicketResponse).count() == 2
    found = desk.get(ticket)
    assert (found.state, found.awaiting_since, found.due_kind) == ("open", None, "resolve")


def test_an_answer_that_is_lost_leaves_its_customer_waiting_whatever_comes_later(
    desk: Desk, amy: StaffView, case: tuple[int, int]
) -> None:
    _, ticket = case
    since = desk.now
    desk.later(minutes=1)
    later(desk, ticket, amy, hours=3)
    with desk.session() as session:
        sent = replies.reply(session, ticket, amy.id, "好", client_id="2", now=desk.now)
        lost = session.get_one(Outbox, sent.outbox_id)
        lost.state, lost.reason, lost.finished_at = "failed", "window", desk.later(seconds=5)
    with desk.session() as session:
        assert unanswered.surface(session, now=desk.now) == 1
    assert desk.get(ticket).awaiting_since == since


def test_who_has_timed_a_reply_is_not_silent(
    desk: Desk, amy: StaffView, case: tuple[int, int]
) -> None:
    outbox_id = later(desk, case[1], amy, hours=1)
    desk.later(minutes=30)
    with desk.session() as session:
        assert assignment.return_stuck(session, now=desk.now) == 0
        resending.call_back(session, case[1], outbox_id, amy.id, now=desk.now)
        assert assignment.return_stuck(session, now=desk.now) == 1


@pytest.mark.parametrize("end", ["resolved", "withdrawn"])
def test_the_end_of_a_ticket_takes_back_what_has_not_left(
    desk: Desk, amy: StaffView, case: tuple[int, int], end: str
) -> None:
    _, ticket = case
    with desk.session() as session:
        now_sent = replies.reply(session, ticket, amy.id, "好", client_id="0", now=desk.now)
        held = replies.reply(session, ticket, amy.id, "等", client_id="h", hold=True, now=desk.now)
    outbox_id = later(desk, ticket, amy, hours=1)
    with desk.session() as session:
        assert last_words.of(session, ticket, now=desk.now).timed == 1
        if end == "resolved":
            ending.resolve(session, ticket, amy.id, cause="a", outcome="b", now=desk.now)
        else:
            service.withdraw(session, ticket, now=desk.now)

    assert desk.get(ticket).state == end
    assert state_of(desk, outbox_id) == "cancelled"
    kept = "held" if end == "resolved" else "cancelled"
    assert [state_of(desk, one.outbox_id) for one in (now_sent, held)] == ["queued", kept]
    with desk.store.reading() as session:
        (line,) = session.query(TicketEvent).filter_by(kind="scheduled_ended")
        assert line.detail == {"count": 1}
