"""What one channel stopped before it left goes by the next one, as long as the occasion lasts."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from campaigns import service
from campaigns.values import ENDED
from membership.models import PointsEntry
from messaging.models import Outbox
from scheduler.job import Worker
from scheduler.jobs import birthday, campaigns
from store.transactions import Store
from tests.campaigns.people import MORNING, SHANGHAI, campaign, member, rows

HOUR = timedelta(hours=1)
STEP = {
    "text": "生日快乐",
    "to_all": "生日快乐",
    "gift": {"points": 7},
    "channels": ["message", "mass"],
}


def worker(store: Store) -> Worker:
    unused: Any = None
    return Worker(store, unused, SHANGHAI, unused, unused)


def greet(store: Store) -> None:
    """A greeting in the outbox, by an open window."""
    with store.session() as session:
        service.set_state(session, 1, ENDED, now=MORNING)
        campaign(session, "birthday", steps=[STEP])
        member(session, birthday=("solar", 6, 10))
    birthday.JOB.run(worker(store), MORNING)


@pytest.fixture
def greeted(house: Store) -> Store:
    greet(house)
    return house


def stop(store: Store, reason: str, state: str = "blocked") -> None:
    """The deliverer ends what is queued."""
    values = {"state": state, "reason": reason, "finished_at": MORNING}
    with store.session() as session:
        session.execute(sa.update(Outbox).where(Outbox.state == "queued").values(**values))


def ways(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        statement = sa.select(Outbox.channel, Outbox.state).order_by(Outbox.id)
        return [(row[0], row[1]) for row in session.execute(statement)]


def test_a_window_that_closed_meanwhile_leaves_the_mass_send(greeted: Store) -> None:
    stop(greeted, "window")

    counts = campaigns.JOB.run(worker(greeted), MORNING + HOUR)

    assert counts["planned"] == 1
    assert ways(greeted) == [("message", "blocked"), ("mass", "queued")]
    (row,) = rows(greeted)
    assert (row.state, row.channel, row.gift) == ("planned", "mass", {"points": 7})


def test_each_channel_is_tried_once_and_the_gift_given_once(greeted: Store) -> None:
    for hours, reason in enumerate(("window", "mass needs two", "window", "window")):
        stop(greeted, reason)
        campaigns.JOB.run(worker(greeted), MORNING + (hours + 1) * HOUR)

    assert ways(greeted) == [("message", "blocked"), ("mass", "blocked")]
    (row,) = rows(greeted)
    assert (row.state, row.rule) == ("blocked", "mass needs two")
    assert row.gift == {"points": 7}, "it was given, and costs"
    with greeted.reading() as session:
        given = sa.select(sa.func.count()).select_from(PointsEntry)
        assert session.scalar(given.where(PointsEntry.source == "campaign")) == 1


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("the sender died", "unknown"),
        ("retry", "failed"),
        ("window", "accepted"),
        ("refused", "blocked"),
        ("recovered", "blocked"),
        ("campaign ended", "blocked"),
        ("expired", "blocked"),
    ],
)
def test_what_may_have_left_or_is_unwelcome_is_never_planned_again(
    greeted: Store, reason: str, state: str
) -> None:
    stop(greeted, reason, state)

    campaigns.JOB.run(worker(greeted), MORNING + HOUR)

    assert ways(greeted) == [("message", state)]
    assert [row.state for row in rows(greeted)] == ["planned"]


def test_after_the_occasion_nothing_is_planned_again(greeted: Store) -> None:
    stop(greeted, "window")

    campaigns.JOB.run(worker(greeted), MORNING + 24 * HOUR)

    assert ways(greeted) == [("message", "blocked")]


def test_it_is_so_on_every_database(store: Store) -> None:
    greet(store)
    stop(store, "window")

    counts = campaigns.JOB.run(worker(store), MORNING + HOUR)

    assert counts["planned"] == 1
    assert ways(store) == [("message", "blocked"), ("mass", "queued")]
