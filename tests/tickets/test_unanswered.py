"""What never reached the customer has answered nobody: the ticket waits as it did before."""

from datetime import timedelta
from typing import Any

import pytest

from messaging.models import Outbox
from tests.tickets.people import Desk
from tickets import chats, ending, escalation, pauses, replies, resending, unanswered
from tickets.models import Ticket, TicketEvent, TicketResponse
from tickets.values import StaffView


@pytest.fixture
def amy(desk: Desk) -> StaffView:
    return desk.colleague()


@pytest.fixture
def asked(desk: Desk) -> tuple[int, int]:
    """A customer who has asked something, and their ticket."""
    contact = desk.customer()
    return contact, desk.ticket(contact).id


def _reply(desk: Desk, ticket: int, by: StaffView, key: str = "1", **how: object) -> int:
    with desk.session() as session:
        said = replies.reply(
            session,
            ticket,
            by.id,
            "好的",
            client_id=key,
            now=desk.now,
            **how,  # type: ignore[arg-type]
        )
        return said.outbox_id


def _lose(desk: Desk, outbox_id: int, state: str = "failed") -> None:
    with desk.session() as session:
        row = session.get_one(Outbox, outbox_id)
        row.state, row.reason, row.finished_at = state, "window", desk.now


def _surface(desk: Desk) -> int:
    with desk.session() as session:
        return unanswered.surface(session, now=desk.now)


@pytest.mark.parametrize(
    "how", [{}, {"wait": True}, {"hold": True}, {"due_at": "in an hour"}], ids=str
)
def test_who_takes_an_answer_back_has_given_none(
    desk: Desk, amy: StaffView, asked: tuple[int, int], how: dict[str, Any]
) -> None:
    _, ticket = asked
    due, since = desk.get(ticket).due_at, desk.now
    desk.later(minutes=5)
    if "due_at" in how:
        how = {"due_at": desk.now + timedelta(hours=1)}
    outbox_id = _reply(desk, ticket, amy, **how)
    with desk.session() as session:
        assert resending.call_back(session, ticket, outbox_id, amy.id, now=desk.later(minutes=1))
        assert session.query(TicketResponse).count() == 0
        assert session.get_one(Ticket, ticket).running_since is not None

    found = desk.get(ticket)
    assert (found.state, found.owner_id) == ("open", amy.id)
    assert (found.awaiting_since, found.first_response_at) == (since, None)
    assert (found.due_kind, found.due_at) == ("first", due)


def test_who_takes_a_second_answer_back_has_given_the_first(
    desk: Desk, amy: StaffView, asked: tuple[int, int]
) -> None:
    _, ticket = asked
    _reply(desk, ticket, amy)
    desk.later(minutes=1)
    second = _reply(desk, ticket, amy, "2")
    with desk.session() as session:
        resending.call_back(session, ticket, second, amy.id, now=desk.now)

    assert desk.get(ticket).awaiting_since is None
    assert desk.get(ticket).first_response_at is not None


@pytest.mark.parametrize("state", ["failed", "blocked"])
def test_what_did_not_arrive_is_told_once_and_the_customer_waits_again(
    desk: Desk, amy: StaffView, asked: tuple[int, int], state: str
) -> None:
    contact, ticket = asked
    _reply(desk, ticket, amy)
    desk.later(minutes=30)
    desk.attends(contact, "还有呢")
    since = desk.now
    desk.later(minutes=1)
    lost = _reply(desk, ticket, amy, "2")
    desk.later(seconds=5)
    _lose(desk, lost, state)
    assert _surface(desk) == 1
    assert _surface(desk) == 0

    found = desk.get(ticket)
    assert (found.awaiting_since, found.due_kind) == (since, "next")
    with desk.store.reading() as session:
        kinds = [event.kind for event in session.query(TicketEvent).filter_by(ticket_id=ticket)]
    assert kinds.count("undelivered") == 1


def test_sending_it_again_is_an_answer(desk: Desk, amy: StaffView, asked: tuple[int, int]) -> None:
    _, ticket = asked
    lost = _reply(desk, ticket, amy)
    desk.later(minutes=20)
    _lose(desk, lost)
    _surface(desk)
    with desk.session() as session:
        assert escalation.sweep(session, now=desk.now).breached == 1
        assert resending.send_again(session, ticket, lost, amy.id, now=desk.now)
        (kept,) = session.query(TicketResponse)
        assert (kept.first, kept.late) == (True, True)

    assert desk.get(ticket).awaiting_since is None
    assert desk.get(ticket).first_response_at == desk.now


def test_whoever_wrote_it_hears_of_it_in_their_own_chat(
    desk: Desk, amy: StaffView, asked: tuple[int, int]
) -> None:
    _, ticket = asked
    own = desk.customer("o-amy")
    with desk.session() as session:
        chats.bind(session, own, chats.new_code(session, amy.id, now=desk.now), now=desk.now)
    lost = _reply(desk, ticket, amy)
    desk.later(seconds=5)
    _lose(desk, lost)
    _surface(desk)

    with desk.store.reading() as session:
        (told,) = session.query(Outbox).filter_by(contact_id=own)
    assert "#1001" in told.payload["text"]
    assert "没有送达" in told.payload["text"]


def test_who_asked_last_waits_when_a_ticket_wakes(
    desk: Desk, amy: StaffView, asked: tuple[int, int]
) -> None:
    _, ticket = asked
    since = desk.now
    answered = desk.ticket(desk.customer("o-2")).id
    _reply(desk, answered, amy)
    until = desk.now + timedelta(hours=1)
    with desk.session() as session:
        for one in (ticket, answered):
            pauses.snooze(session, one, amy.id, until, now=desk.now)
    with desk.session() as session:
        assert pauses.wake_due(session, now=until) == 2

    assert desk.get(ticket).awaiting_since == since
    assert desk.get(answered).awaiting_since is None


def test_what_is_lost_after_the_end_is_told_once_too(
    desk: Desk, amy: StaffView, asked: tuple[int, int]
) -> None:
    _, ticket = asked
    outbox_id = _reply(desk, ticket, amy)
    with desk.session() as session:
        ending.resolve(session, ticket, amy.id, cause="a", outcome="b", now=desk.now)
    desk.later(seconds=5)
    _lose(desk, outbox_id)
    desk.later(seconds=5)

    assert (_surface(desk), _surface(desk)) == (1, 0)
    assert desk.get(ticket).state == "resolved"
    with desk.store.reading() as session:
        assert session.query(TicketEvent).filter_by(kind="undelivered").count() == 1
