"""Two planners at once, and planners that die: nobody is entered, sent or given anything twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
from scheduler.job import Shard, Worker
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


def test_shares_of_one_campaign_planned_at_once_keep_its_daily_cap(
    store: Store, view: CampaignView
) -> None:
    """Each counts the others' places: the campaign is held until the commit."""
    cap, shares = MEMBERS // 3, 4
    with store.session() as session:
        body = {**view.body, "limits": {"per_day": cap}}
        service.save(session, view.id, body, seen=view.version, actor="staff:1", now=MORNING)
    start = Barrier(shares)

    def run(number: int) -> None:
        mine = replace(worker(store), shard=Shard(number, shares))
        start.wait()
        campaign_runs.run(mine, MORNING, kinds=("birthday",), anytime=True)

    with ThreadPoolExecutor(shares) as pool:
        for done in [pool.submit(run, number) for number in range(shares)]:
            done.result()

    states = Counter((row.state, row.rule) for row in rows(store))
    assert states["planned", None] == cap
    assert sum(states.values()) == MEMBERS
    with store.reading() as session:
        looked = service.get(session, view.id).looked_until
    assert looked == MORNING, "whoever ended last has seen the others"


def test_threads_share_a_campaign_where_several_may_write(
    store: Store, view: CampaignView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_runs, "ENOUGH", MEMBERS)
    planners = campaign_runs.shards(worker(store), MORNING, kinds=("birthday",), anytime=True)
    assert planners == (1 if store.dialect == "sqlite" else 2)
