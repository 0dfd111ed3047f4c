"""A held reply outlives the end of its ticket as its last word; a withdrawal takes it back."""

from datetime import timedelta
from functools import partial

import pytest

from messaging.models import Outbox
from tests.tickets.people import Desk
from tickets import ending, handoff, holds, last_words, replies, service, settings
from tickets.models import TicketEvent
from tickets.values import StaffView


@pytest.fixture
def amy(desk: Desk) -> StaffView:
    return desk.colleague()


@pytest.fixture
def held(desk: Desk, amy: StaffView) -> tuple[int, int, int]:
    """A customer, their ticket, and an answer that waits for them."""
    contact = desk.customer()
    ticket = desk.ticket(contact).id
    with desk.session() as session:
        sent = replies.reply(
            session, ticket, amy.id, "补发了，单号是 1", client_id="1", hold=True, now=desk.now
        )
    return contact, ticket, sent.outbox_id


def _end(desk: Desk, ticket: int, by: StaffView) -> None:
    with desk.session() as session:
        ending.resolve(session, ticket, by.id, cause="a", outcome="b", now=desk.now)


def _writes(desk: Desk, contact: int) -> None:
    with desk.session() as session:
        holds.release(session, contact, now=desk.now)


def _state(desk: Desk, outbox_id: int) -> tuple[str, str | None]:
    with desk.store.reading() as session:
        row = session.get_one(Outbox, outbox_id)
        return row.state, row.reason


def _noted(desk: Desk) -> set[str]:
    with desk.store.reading() as session:
        return {event.kind for event in session.query(TicketEvent)}


def test_the_last_word_goes_without_a_question_when_they_write_days_later(
    desk: Desk, amy: StaffView, held: tuple[int, int, int]
) -> None:
    contact, ticket, outbox_id = held
    _end(desk, ticket, amy)
    desk.later(days=4)
    _writes(desk, contact)

    assert _state(desk, outbox_id) == ("queued", None)
    assert "hold_stale" not in _noted(desk)


def test_long_after_the_end_it_is_of_no_use(
    desk: Desk, amy: StaffView, held: tuple[int, int, int]
) -> None:
    _, ticket, outbox_id = held
    _end(desk, ticket, amy)

    with desk.store.reading() as session:
        expires_at = session.get_one(Outbox, outbox_id).expires_at
    assert expires_at == desk.now + timedelta(days=7)


def test_without_a_limit_of_age_it_has_none_after_the_end(
    desk: Desk, amy: StaffView, held: tuple[int, int, int]
) -> None:
    _, ticket, outbox_id = held
    with desk.session() as session:
        settings.save(session, settings.DeskRules(hold_stale_hours=0))
    _end(desk, ticket, amy)

    with desk.store.reading() as session:
        assert session.get_one(Outbox, outbox_id).expires_at is None


def test_of_a_ticket_that_opens_again_a_colleague_is_asked(
    desk: Desk, amy: StaffView, held: tuple[int, int, int]
) -> None:
    contact, ticket, outbox_id = held
    _end(desk, ticket, amy)
    desk.later(days=4)
    with desk.session() as session:
        handoff.come_back(session, ticket, "wrote again", now=desk.now)
    _writes(desk, contact)

    assert _state(desk, outbox_id) == ("held", "stale")
    assert "hold_stale" in _noted(desk)


def test_what_waits_for_a_colleagues_word_is_taken_back_with_the_end(
    desk: Desk, amy: StaffView, held: tuple[int, int, int]
) -> None:
    contact, ticket, outbox_id = held
    desk.later(days=4)
    _writes(desk, contact)
    with desk.store.reading() as session:
        assert last_words.of(session, ticket, now=desk.now) == last_words.Unsent(0, 0, 1)
    _end(desk, ticket, amy)

    assert _state(desk, outbox_id)[0] == "cancelled"
    assert "holds_ended" in _noted(desk)


def test_who_withdraws_wants_no_answer(desk: Desk, held: tuple[int, int, int]) -> None:
    _, ticket, outbox_id = held
    with desk.session() as session:
        service.withdraw(session, ticket, now=desk.now)

    assert _state(desk, outbox_id)[0] == "cancelled"
    assert "holds_ended" in _noted(desk)


def test_the_end_is_told_what_has_not_left(desk: Desk, amy: StaffView) -> None:
    ticket = desk.ticket(desk.customer()).id
    with desk.session() as session:
        say = partial(replies.reply, session, ticket, amy.id, "好的", now=desk.now)
        say(client_id="held", hold=True)
        say(client_id="timed", due_at=desk.now + timedelta(hours=2))
        assert last_words.of(session, ticket, now=desk.now) == last_words.Unsent(1, 1, 0)
