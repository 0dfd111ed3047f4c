"""Live events: streamed with replay while places last, polled beyond."""

import pytest
from werkzeug.test import TestResponse

from console.live import stream
from store import live
from tests.console.conftest import Browser
from tests.tickets.people import Desk
from tickets import staff


def lines(answer: TestResponse, wanted: int) -> str:
    """Read a stream until it has brought so many events."""
    text = ""
    for chunk in answer.response:
        text += chunk if isinstance(chunk, str) else chunk.decode()
        if text.count("event: change") >= wanted:
            break
    answer.close()
    return text


def lock(desk: Desk) -> None:
    """Amy may not come in any more."""
    with desk.session() as session:
        amy = staff.everyone(session)[0]
        staff.change(session, amy.id, display_name="", role="agent", capacity=8, active=False)


def test_what_was_missed_comes_first(agent: Browser, desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())

    text = lines(agent.get("/events", **{"Last-Event-ID": "0"}), 1)
    assert f'"ticket":{ticket.id}' in text
    assert "id: 1" in text


def test_what_happens_now_arrives(agent: Browser, desk: Desk) -> None:
    contact = desk.customer()
    answer = agent.get("/events")
    desk.ticket(contact)

    assert '"ticket":1' in lines(answer, 1)


def test_beyond_the_places_a_page_is_told_to_poll(agent: Browser, desk: Desk) -> None:
    first = agent.get("/events")
    assert agent.get("/events").status_code == 204
    first.close()

    again = agent.get("/events")
    assert again.status_code == 200
    again.close()


def test_polling_brings_the_same_events(agent: Browser, desk: Desk) -> None:
    ticket = desk.ticket(desk.customer())

    news = agent.get("/events/poll?after=0").json
    assert news is not None
    assert [event["ticket"] for event in news["events"]] == [ticket.id]
    with desk.store.reading() as session:
        assert news["cursor"] == str(live.latest(session))
    assert agent.get(f"/events/poll?after={news['cursor']}").status_code == 204


def test_a_page_begins_at_what_it_shows(agent: Browser, desk: Desk) -> None:
    desk.ticket(desk.customer())
    with desk.store.reading() as session:
        newest = live.latest(session)

    assert f'data-cursor="{newest}"' in agent.get("/tickets").text


@pytest.mark.parametrize("after", ["-1", "1e9", "9" * 17, "9" * 300, "9-", "%00", "%d9%a1", "'"])
def test_a_made_up_cursor_begins_anew(agent: Browser, desk: Desk, after: str) -> None:
    desk.ticket(desk.customer())

    news = agent.get(f"/events/poll?after={after}").json
    assert news == {"cursor": "1", "people": 1, "events": []}
    answer = agent.get("/events", **{"Last-Event-ID": after})
    assert answer.status_code == 200
    answer.close()


def test_a_stream_ends_with_the_account(
    agent: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "ACCOUNT_SECONDS", 0.0)
    heard = agent.get("/events")
    lock(desk)

    assert lines(heard, 1) == f"retry: {stream.RETRY_MS}\n\n"
