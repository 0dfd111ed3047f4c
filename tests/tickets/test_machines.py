"""The declared tables: every move they have works, every other is refused."""

import pytest

from store.transactions import Store
from tests.tickets.people import NOON, Desk
from tickets import machines
from tickets.errors import IllegalMove, NotFound
from tickets.machines import CONVERSATION, TICKET, Machine
from tickets.models import ConversationEvent, Ticket, TicketEvent

EVENTS = {
    machine.name: {move.event for move in machine.moves} for machine in (CONVERSATION, TICKET)
}
ALLOWED = {
    "new": "claim assign reply pend snooze resolve withdraw merge",
    "open": "claim assign return reply pend snooze resolve withdraw merge",
    "pending": "unanswered claim assign return reply customer_wrote snooze resolve withdraw merge",
    "snoozed": "claim assign return reply customer_wrote wake resolve withdraw merge",
    "resolved": "reopen",
    "withdrawn": "reopen",
    "merged": "",
}


@pytest.mark.parametrize("state", TICKET.states)
def test_a_ticket_takes_exactly_the_moves_of_the_table(state: str) -> None:
    possible = {event for event in EVENTS["ticket"] if TICKET.choose(event, state, owner_id=None)}

    assert possible == set(ALLOWED[state].split())


@pytest.mark.parametrize("machine", [CONVERSATION, TICKET], ids=lambda machine: machine.name)
def test_the_tables_are_whole(machine: Machine) -> None:
    """Every state is reached and known, and no event is ambiguous for one state and owner."""
    targets = {move.target for move in machine.moves}
    sources = {state for move in machine.moves for state in move.sources}

    assert targets | sources == set(machine.states)
    for state in machine.states:
        for event in EVENTS[machine.name]:
            for owner in (None, 7):
                fitting = [
                    move
                    for move in machine.moves
                    if move.event == event
                    and state in move.sources
                    and machines.GUARDS[move.guard](owner)
                ]
                assert len(fitting) <= 1


@pytest.mark.parametrize(("owner", "target"), [(7, "open"), (None, "new")])
def test_a_customer_who_writes_brings_a_ticket_back_to_whoever_has_it(
    owner: int | None, target: str
) -> None:
    move = TICKET.choose("customer_wrote", "pending", owner)

    assert move is not None
    assert move.target == target


def test_a_move_changes_the_row_and_leaves_an_event(desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())

    with desk.session() as session:
        moved = machines.fire(
            session, TICKET, ticket.id, "pend", actor="staff:1", now=NOON, detail={"why": "x"}
        )
        event = session.query(TicketEvent).filter_by(kind="pend").one()

    assert moved == ("new", "pending")
    assert event.detail == {"why": "x", "source": "new", "target": "pending"}
    assert desk.get(ticket.id).state == "pending"


def test_a_move_that_the_table_lacks_is_refused_and_changes_nothing(desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())

    with pytest.raises(IllegalMove) as refused, desk.session() as session:
        machines.fire(session, TICKET, ticket.id, "reopen", actor="staff:1", now=NOON)

    assert (refused.value.event, refused.value.state) == ("reopen", "new")
    assert desk.get(ticket.id).state == "new"


def test_there_is_nothing_to_move(store: Store) -> None:
    with pytest.raises(NotFound), store.session() as session:
        machines.fire(session, CONVERSATION, 404, "resolve", actor="clock", now=NOON)


def test_no_state_is_stored_that_the_table_does_not_know(desk: Desk) -> None:
    contact = desk.customer()
    desk.ticket(contact)

    with desk.session() as session:
        assert session.query(Ticket).one().state in TICKET.states
        assert session.query(ConversationEvent).count() == 0
