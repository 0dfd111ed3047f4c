"""Live events: streamed with replay while places last, polled beyond."""

import time

from flask import Flask

from store import live
from tests.console.conftest import Browser
from tests.tickets.people import Desk


def lines(answer: object, wanted: int) -> str:
    """Read a stream until it has brought so many events."""
    text = ""
    for chunk in answer.response:  # type: ignore[attr-defined]
        text += chunk if isinstance(chunk, str) else chunk.decode()
        if text.count("event: change") >= wanted:
            break
    answer.close()  # type: ignore[attr-defined]
    return text


def test_what_was_missed_comes_first(agent: Browser, desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())

    text = lines(agent.get("/events", **{"Last-Event-ID": "0"}), 1)
    assert f'"ticket": {ticket.id}' in text
    assert "id: 1" in text


def test_what_happens_now_arrives_within_a_second(agent: Browser, desk: Desk) -> None:
    contact = desk.customer()
    answer = agent.get("/events")
    started = time.monotonic()
    desk.ticket(contact)

    assert '"ticket": 1' in lines(answer, 1)
    assert time.monotonic() - started < 1


def test_beyond_the_places_a_page_is_told_to_poll(agent: Browser, desk: Desk) -> None:
    first = agent.get("/events")
    assert agent.get("/events").status_code == 204
    first.close()

    again = agent.get("/events")
    assert again.status_code == 200
    again.close()


def test_polling_brings_the_same_events(agent: Browser, app: Flask, desk: Desk) -> None:
    start = agent.get("/events/poll").json
    assert start is not None
    ticket = desk.ticket(desk.customer())

    news = agent.get(f"/events/poll?after={start['cursor']}").json
    assert news is not None
    assert [event["ticket"] for event in news["events"]] == [ticket.id]
    with desk.store.reading() as session:
        assert news["cursor"] == live.latest(session)
