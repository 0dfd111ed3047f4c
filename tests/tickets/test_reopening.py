"""A ticket that opens again owes an answer like a new one, and is never without its history."""

import pytest

from tests.tickets.people import Desk
from tickets import ending, escalation, handoff, replies, service, sla
from tickets.models import Ticket, TicketResponse
from tickets.values import StaffView


@pytest.fixture
def amy(desk: Desk) -> StaffView:
    return desk.colleague()


@pytest.fixture
def settled(desk: Desk, amy: StaffView) -> tuple[int, int]:
    """A customer, and their ticket that was answered and ended an hour later."""
    contact = desk.customer()
    ticket = desk.ticket(contact).id
    with desk.session() as session:
        replies.reply(session, ticket, amy.id, "好的", client_id="1", now=desk.now)
    _end(desk, ticket, amy)
    return contact, ticket


def _end(desk: Desk, ticket: int, by: StaffView) -> None:
    desk.later(hours=1)
    with desk.session() as session:
        ending.resolve(session, ticket, by.id, cause="a", outcome="b", now=desk.now)


def _due_kinds(desk: Desk, ticket: int) -> set[str]:
    with desk.store.reading() as session:
        row = session.get_one(Ticket, ticket)
        return {kind for kind in sla.KINDS if getattr(row, f"{kind}_due") is not None}


def test_who_says_it_is_not_solved_is_owed_an_answer(
    desk: Desk, amy: StaffView, settled: tuple[int, int]
) -> None:
    _, ticket = settled
    desk.later(hours=1)
    with desk.session() as session:
        again = service.not_solved(session, ticket, now=desk.now)
    assert again.awaiting_since == desk.now
    assert _due_kinds(desk, ticket) == {"next", "resolve"}

    desk.later(hours=5)
    with desk.session() as session:
        assert escalation.sweep(session, now=desk.now).breached >= 1
        replies.reply(session, ticket, amy.id, "马上", client_id="2", now=desk.now)
        last = session.query(TicketResponse).order_by(TicketResponse.id.desc()).first()
        assert last is not None
        assert (last.first, last.late, last.asked_at) == (False, True, again.awaiting_since)


def test_an_addition_after_the_end_is_owed_an_answer_too(
    desk: Desk, settled: tuple[int, int]
) -> None:
    _, ticket = settled
    with desk.session() as session:
        service.add_note_from_customer(session, ticket, "又漏了", now=desk.later(minutes=5))

    assert "next" in _due_kinds(desk, ticket)


def test_a_colleague_who_opens_it_again_makes_nobody_wait(
    desk: Desk, amy: StaffView, settled: tuple[int, int]
) -> None:
    _, ticket = settled
    with desk.session() as session:
        again = ending.reopen(session, ticket, amy.id, now=desk.later(minutes=5))

    assert again.awaiting_since is None
    assert _due_kinds(desk, ticket) == {"resolve"}


def test_who_wrote_after_the_end_waits_since_then(
    desk: Desk, amy: StaffView, settled: tuple[int, int]
) -> None:
    contact, ticket = settled
    wrote = desk.later(minutes=5)
    desk.attends(contact, "还有件事")
    with desk.session() as session:
        again = ending.reopen(session, ticket, amy.id, now=desk.later(minutes=5))

    assert again.awaiting_since == wrote
    assert "next" in _due_kinds(desk, ticket)


def test_a_first_answer_that_never_came_is_owed_from_the_reopening_on(
    desk: Desk, amy: StaffView
) -> None:
    ticket = desk.ticket(desk.customer()).id
    _end(desk, ticket, amy)
    desk.later(days=1)
    with desk.session() as session:
        again = service.not_solved(session, ticket, now=desk.now)
        assert again.due_kind == "first"
        assert again.due_at is not None
        assert again.due_at > desk.now
        sla.recompute(session, now=desk.now)
    assert desk.get(ticket).due_at == again.due_at


@pytest.mark.parametrize("asks", ["not solved", "human"])
def test_after_the_days_of_reopening_the_new_one_is_linked(
    desk: Desk, settled: tuple[int, int], asks: str
) -> None:
    contact, ticket = settled
    now = desk.later(days=8)
    with desk.session() as session:
        if asks == "human":
            found = handoff.request_human(session, contact, "asked", now=now).ticket
        else:
            found = service.not_solved(session, ticket, now=now)

    assert (found.linked_id, found.reopened) == (ticket, 0)
    assert found.id != ticket


def test_something_else_long_after_is_linked_to_nothing(
    desk: Desk, settled: tuple[int, int]
) -> None:
    contact, _ = settled
    desk.later(days=8)

    assert desk.ticket(contact, "发票没收到").linked_id is None
