"""A campaign with much in the outbox obeys at once, and its rows follow some at a time."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa

from campaigns import gate, service, settling
from campaigns.values import ENDED, ON, PAUSED, CampaignView
from messaging.deliverer import Deliverer
from messaging.models import Outbox
from scheduler.job import Worker
from scheduler.jobs import campaign_states, campaigns
from store.clock import ManualClock
from store.transactions import Store
from tests.campaigns.people import ACCOUNT, MORNING, SHANGHAI, campaign, member

MEMBERS = 30


@pytest.fixture
def view(house: Store, monkeypatch: pytest.MonkeyPatch) -> CampaignView:
    """A campaign that has queued a message to each member; ten follow at a time."""
    monkeypatch.setattr(settling, "TOGETHER", 10)
    with house.session() as session:
        service.set_state(session, 1, ENDED, now=MORNING)
        for _ in range(MEMBERS):
            member(session)
        made = campaign(session, "regular", occasion={"cron": "* * *", "at": "10:00"})
    campaigns.JOB.run(worker(house), MORNING)
    return made


def worker(house: Store) -> Worker:
    unused: Any = None
    return Worker(house, unused, SHANGHAI, unused, unused)


def move(house: Store, view: CampaignView, state: str) -> CampaignView:
    with house.session() as session:
        return service.set_state(session, view.id, state, now=MORNING)


def states(house: Store) -> Counter[str]:
    with house.reading() as session:
        return Counter(session.scalars(sa.select(Outbox.state)))


class Phones:
    """A platform that accepts everything."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, _who: str, _what: object) -> str:
        self.sent += 1
        return "1"


def send(house: Store, minutes: int = 0) -> int:
    phones = Phones()
    clock = ManualClock(MORNING + timedelta(minutes=minutes))
    gates = (gate.still_welcome,)
    deliverer = Deliverer(house, {ACCOUNT: phones}, clock, SHANGHAI, name="test", gates=gates)
    deliverer.run(limit=MEMBERS)
    deliverer.close()
    return phones.sent


@pytest.mark.parametrize(
    ("state", "word"), [(PAUSED, "paused"), (ENDED, "cancelled")], ids=["paused", "ended"]
)
def test_rows_follow_some_at_a_time(
    house: Store, view: CampaignView, state: str, word: str
) -> None:
    moved = move(house, view, state)

    assert not moved.settled
    assert states(house) == {"queued": MEMBERS - 10, word: 10}
    campaign_states.JOB.run(worker(house), MORNING)
    assert states(house) == {word: MEMBERS}
    with house.reading() as session:
        assert service.get(session, view.id).settled
        assert settling.unsettled(session) == []
    assert campaign_states.JOB.run(worker(house), MORNING) == {"batches": 0}


@pytest.mark.parametrize("state", [PAUSED, ENDED])
def test_nothing_is_sent_before_the_rows_have_followed(
    house: Store, view: CampaignView, state: str
) -> None:
    move(house, view, state)

    assert send(house) == 0
    campaign_states.JOB.run(worker(house), MORNING)
    assert send(house, minutes=2) == 0
    assert states(house)["queued"] == 0


def test_what_was_paused_goes_on_at_once(house: Store, view: CampaignView) -> None:
    move(house, view, PAUSED)
    send(house)
    campaign_states.JOB.run(worker(house), MORNING)
    move(house, view, ON)
    campaign_states.JOB.run(worker(house), MORNING)

    assert send(house, minutes=1) == MEMBERS


def test_a_second_move_before_the_rows_have_followed_has_the_last_word(
    house: Store, view: CampaignView
) -> None:
    move(house, view, PAUSED)
    assert states(house)["paused"] == 10
    move(house, view, ON)
    campaign_states.JOB.run(worker(house), MORNING)

    assert states(house) == {"queued": MEMBERS}


def test_a_process_that_ends_leaves_the_rest_to_the_next(house: Store, view: CampaignView) -> None:
    move(house, view, ENDED)
    ending = Event()
    ending.set()
    assert campaign_states.JOB.run(replace(worker(house), stopping=ending), MORNING) == {
        "batches": 0
    }
    assert states(house)["queued"] == MEMBERS - 10
    campaign_states.JOB.run(worker(house), MORNING)
    assert states(house) == {"cancelled": MEMBERS}
