"""Two planners at once, and planners that die: nobody is entered, sent or given anything twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns import planning, service
from campaigns.repository import deliveries
from campaigns.values import CampaignView
from membership.models import PointsEntry
from messaging.models import Outbox
from scheduler import campaign_runs
from scheduler.job import Worker
from store.transactions import Store
from tests.campaigns.people import MORNING, SHANGHAI, campaign, member, rows

pytestmark = pytest.mark.races

MEMBERS = 24
STEPS = [{"text": "{{gift}}", "gift": {"points": 7}}]


@pytest.fixture
def view(store: Store) -> CampaignView:
    with store.session() as session:
        service.set_state(session, 1, "ended", now=MORNING)
        for _ in range(MEMBERS):
            member(session, birthday=("solar", 6, 10))
        return campaign(session, "birthday", steps=STEPS)


def worker(store: Store) -> Worker:
    unused: Any = None
    return Worker(store, unused, SHANGHAI, unused, unused)


def happened_once(store: Store) -> None:
    members = {row.member_id for row in rows(store)}
    with store.reading() as session:
        messages = session.scalars(sa.select(sa.func.count()).select_from(Outbox)).one()
        given = session.scalars(
            sa.select(PointsEntry.member_id).where(PointsEntry.source == "campaign")
        ).all()
    assert (len(rows(store)), len(members), messages) == (MEMBERS, MEMBERS, MEMBERS)
    assert sorted(given) == sorted(members)


def test_two_planners_at_once(store: Store, view: CampaignView) -> None:
    start = Barrier(2)

    def run() -> None:
        start.wait()
        campaign_runs.run(worker(store), MORNING, kinds=("birthday",), anytime=True)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(run) for _ in range(2)]:
            done.result()

    happened_once(store)


class KilledError(Exception):
    """What kills a planner in the middle of a batch."""


def test_a_planner_that_dies_leaves_whole_batches(
    store: Store, view: CampaignView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies before every second batch is committed, after messages and gifts were written."""
    write, written = deliveries.add, iter(range(100))

    def dying(session: Session, campaign_id: int, version: int, made: Any, now: Any) -> None:
        write(session, campaign_id, version, made, now)
        if made and next(written) % 2:
            raise KilledError

    monkeypatch.setattr(deliveries, "add", dying)
    for _ in range(8):
        after: Any = ()
        try:
            while after is not None:
                with store.session() as session:
                    done = planning.enter(
                        session, view.id, now=MORNING, timezone=SHANGHAI, after=after, limit=5
                    )
                after = done.after
        except KilledError:
            continue

    happened_once(store)
