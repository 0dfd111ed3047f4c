"""kill -9 in the middle of what staff do: done whole or not at all, and never twice."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from messaging.models import Contact, Outbox
from store.transactions import Store
from tests.faults.desk import WORDS
from tests.faults.processes import Processes
from tests.scenarios.posting import Account
from tests.tickets.people import Desk
from tickets import drafts, incidents
from tickets.models import Ticket, TicketEvent

MOST_POINTS = 120
WECHAT = f"wechat:{Account().app_id}"


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def _customer(desk: Desk, number: int) -> int:
    """A ticket of a customer who may be answered."""
    contact = desk.customer(f"o-{number}")
    with desk.session() as session:
        session.get_one(Contact, contact).account = WECHAT
    return desk.ticket(contact).id


def _history(desk: Desk, ticket: int) -> list[str]:
    with desk.store.reading() as session:
        found = session.query(TicketEvent).filter_by(ticket_id=ticket).order_by(TicketEvent.id)
        return [row.kind for row in found]


def _said(desk: Desk, ticket: int) -> list[str]:
    with desk.store.reading() as session:
        contact = session.get_one(Ticket, ticket).contact_id
        found = session.query(Outbox).filter_by(contact_id=contact).order_by(Outbox.id)
        return [row.payload["text"][:10] for row in found]


@pytest.mark.parametrize(
    ("act", "history", "words"),
    [
        ("reply", ["opened", "reply"], [WORDS[:10]]),
        pytest.param("claim", ["opened", "claim"], [], marks=pytest.mark.trial),
        pytest.param("end", ["opened", "resolve"], [], marks=pytest.mark.trial),
    ],
)
def test_an_act_killed_anywhere_and_done_again_counts_once(
    desk: Desk, processes: Processes, act: str, history: list[str], words: list[str]
) -> None:
    amy = desk.colleague()
    for kill_at in range(MOST_POINTS):
        ticket = _customer(desk, kill_at)
        life = processes.act(act, ticket, amy.id, desk.now, kill_at=kill_at)
        done = _history(desk, ticket)
        assert done in (["opened"], history), f"half done when killed at {kill_at}"
        assert len(_said(desk, ticket)) == len(words) * (done == history)
        processes.act(act, ticket, amy.id, desk.now)
        assert (_history(desk, ticket), _said(desk, ticket)) == (history, words)
        if not life.killed:
            break
    assert not life.killed
    assert kill_at > 4, "some points were passed"


@pytest.mark.trial
def test_a_draft_is_kept_or_was_never_saved(desk: Desk, processes: Processes) -> None:
    amy = desk.colleague()
    for kill_at in range(MOST_POINTS):
        ticket = _customer(desk, kill_at)
        life = processes.act("draft", ticket, amy.id, desk.now, kill_at=kill_at)
        processes.act("draft", ticket, amy.id, desk.now)
        with desk.store.reading() as session:
            assert drafts.read(session, ticket, amy.id).text == WORDS
        if not life.killed:
            break
    assert not life.killed


@pytest.mark.trial
def test_an_incident_killed_anywhere_answers_everybody_once(
    desk: Desk, processes: Processes
) -> None:
    amy = desk.colleague()
    for kill_at in range(MOST_POINTS):
        tickets = [_customer(desk, 1000 * kill_at + number) for number in range(2)]
        with desk.session() as session:
            begun = incidents.begin(session, "故障", "", amy.id, now=desk.now)
            incidents.link(session, begun.id, tickets, amy.id, now=desk.now)
            key = f"{kill_at}"
            incidents.answer(session, begun.id, amy.id, WORDS, client_id=key, now=desk.now)
        life = processes.act("incident", 0, amy.id, desk.now, kill_at=kill_at)
        for _ in range(3):
            processes.act("incident", 0, amy.id, desk.now)
        assert [_said(desk, ticket) for ticket in tickets] == [[WORDS[:10]]] * 2
        if not life.killed:
            break
    assert not life.killed


@pytest.mark.trial
def test_a_reply_outlives_the_web_and_the_clock_and_is_sent_once_at_most(
    desk: Desk, processes: Processes, tmp_path: Path
) -> None:
    """The web dies at one point, the clock at another; every pair of points is tried."""
    amy = desk.colleague()
    number = 0
    for web_at in range(0, MOST_POINTS, 12):
        for clock_at in range(MOST_POINTS):
            number += 1
            ticket, file = _customer(desk, number), tmp_path / f"{number}"
            file.touch()
            web = processes.act("reply", ticket, amy.id, desk.now, kill_at=web_at)
            processes.act("reply", ticket, amy.id, desk.now)
            clock = processes.send(file, desk.now, kill_at=clock_at)
            processes.send(file, *(desk.now + timedelta(minutes=one) for one in (1, 3, 5)))
            sent = [json.loads(line)[1]["text"] for line in file.read_text().splitlines()]
            assert sent in ([WORDS], [])
            with desk.store.reading() as session:
                (row,) = session.query(Outbox).filter_by(ticket_id=ticket)
            assert (row.state, len(sent)) in {("accepted", 1), ("unknown", 1), ("unknown", 0)}
            if not clock.killed:
                break
        if not web.killed:
            break
    assert not web.killed
