"""The door for polls: quick for whom Flask let in, closed to everybody else."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

import console
from console.live.door import PollDoor
from console.live.passes import ACCOUNT_SECONDS, MOST_PASSES, WHOLE_SECONDS, Passes
from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tickets import staff

ADDRESS = "/console/events/poll"
POLL = "/events/poll?after=0"


class Front:
    """The application with its door, as the web process has it, and a watch on Flask."""

    def __init__(self, app: Flask) -> None:
        self.now = 100.0
        self.asked_flask = 0
        self._flask = app.wsgi_app
        given: console.Desk = app.extensions[console.EXTENSION]
        desk = replace(given, passes=Passes(lambda: self.now))
        app.extensions[console.EXTENSION] = desk
        self._door = PollDoor(desk, self._behind)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        is_poll = environ["PATH_INFO"] == ADDRESS
        return (self._door if is_poll else self._flask)(environ, start_response)

    def _behind(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked_flask += 1
        return self._flask(environ, start_response)


@pytest.fixture
def front(app: Flask) -> Front:
    found = Front(app)
    app.wsgi_app = found  # type: ignore[method-assign]
    return found


def test_the_console_names_its_door(app: Flask) -> None:
    assert {*console.doors(app)} == {ADDRESS}


def test_flask_is_asked_once_in_a_while(agent: Browser, desk: Desk, front: Front) -> None:
    ticket = desk.ticket(desk.customer())
    answers = [agent.get(POLL) for _ in range(5)]

    assert front.asked_flask == 1
    assert [answer.status_code for answer in answers] == [200] * 5
    for answer in answers:
        assert answer.json is not None
        assert [event["ticket"] for event in answer.json["events"]] == [ticket.id]
        assert answer.headers["Cache-Control"] == "no-store"
    front.now += ACCOUNT_SECONDS
    agent.get(POLL)
    assert front.asked_flask == 1
    front.now += WHOLE_SECONDS
    agent.get(POLL)
    assert front.asked_flask == 2


def test_nothing_new_is_an_empty_answer(agent: Browser, front: Front) -> None:
    first, second = (agent.get(POLL) for _ in range(2))

    assert (first.status_code, second.status_code, second.data) == (204, 204, b"")
    assert front.asked_flask == 1


def test_a_locked_account_hears_no_more(agent: Browser, desk: Desk, front: Front) -> None:
    agent.get(POLL)
    with desk.session() as session:
        amy = staff.everyone(session)[0]
        staff.change(session, amy.id, display_name="", role="agent", capacity=8, active=False)
    front.now += ACCOUNT_SECONDS

    assert agent.get(POLL).status_code == 401


def test_who_logged_out_hears_no_more(agent: Browser, front: Front) -> None:
    assert agent.get(POLL).status_code == 204
    agent.post("/logout")

    assert agent.get(POLL).status_code == 401


def test_a_pass_is_for_one_session_alone(agent: Browser, browser: Browser, front: Front) -> None:
    agent.get(POLL)

    assert browser.get(POLL).status_code == 401
    assert browser.get(POLL, Cookie="console=made-up").status_code == 401
    assert browser.get(POLL, Cookie="").status_code == 401


@pytest.mark.parametrize("query", ["", "?after=", "?after=-1", "?after=1-x", "?x=1&after=0"])
def test_what_is_not_plain_is_left_to_flask(agent: Browser, front: Front, query: str) -> None:
    agent.get(POLL)
    answer = agent.get(f"/events/poll{query}")

    assert front.asked_flask == 2
    assert answer.status_code in {200, 204}


def test_only_asking_is_answered_here(agent: Browser, front: Front) -> None:
    agent.get(POLL)

    assert agent.bare_post(POLL).status_code == 405
    assert front.asked_flask == 2


def test_asking_leaves_the_cookie_alone(agent: Browser, front: Front) -> None:
    """A new cookie with every answer would need a new check with every question."""
    assert "Set-Cookie" not in agent.get(POLL).headers
    assert "Set-Cookie" in agent.get("/tickets").headers


def test_passes_do_not_pile_up() -> None:
    passes = Passes(lambda: 1.0)
    for number in range(MOST_PASSES + 1):
        passes.give(str(number), "1:mark")

    assert len(passes._known) <= MOST_PASSES
    assert passes.holds(str(MOST_PASSES), lambda _session: False)


def test_people_are_counted_whatever_their_cookies() -> None:
    now = 1.0
    passes = Passes(lambda: now)
    for cookie, session in (("a", "1:mark"), ("b", "1:mark"), ("c", "2:mark")):
        passes.give(cookie, session)

    assert passes.people() == 2
    now += WHOLE_SECONDS
    assert passes.people() == 0
