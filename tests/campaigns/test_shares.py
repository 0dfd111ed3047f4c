"""Several planners of one campaign: each its share of the members, everybody once."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns import service
from campaigns.repository import deliveries
from campaigns.share import Share
from campaigns.values import CampaignView
from scheduler import campaign_runs
from scheduler.job import Counts, Shard, Worker
from scheduler.jobs import campaigns
from store.transactions import Store
from tests.campaigns.people import DAY, MORNING, SHANGHAI, campaign, member, rows

MEMBERS, SHARDS = 60, 4
MINUTE = timedelta(minutes=1)


@pytest.fixture
def view(house: Store, monkeypatch: pytest.MonkeyPatch) -> CampaignView:
    """A campaign for everybody, of whom a third is held out; ten are worth several tasks."""
    monkeypatch.setattr(campaign_runs, "ENOUGH", 10)
    with house.session() as session:
        for _ in range(MEMBERS):
            member(session)
        return campaign(
            session,
            "regular",
            occasion={"cron": "* * *", "at": "10:00"},
            limits={"holdout_percent": 33},
        )


def worker(house: Store, parallel: int = SHARDS) -> Worker:
    unused: Any = None
    return Worker(house, unused, SHANGHAI, unused, unused, parallel=parallel)


def shard(house: Store, number: int, of: int = SHARDS, now: datetime = MORNING) -> Counts:
    mine = replace(worker(house), shard=Shard(number, of))
    return campaigns.JOB.run(mine, now)


def test_every_member_is_in_one_share() -> None:
    for of in (1, 2, 3, 7):
        for step in (1, 2, 3, 10):
            held = Counter(
                number
                for member_id in range(1, 2_000 * step, step)
                for number in range(of)
                if Share(number, of).holds(member_id)
            )
            assert sum(held.values()) == len(range(1, 2_000 * step, step))
            assert min(held.values()) > 0.8 * max(held.values())


def test_a_large_campaign_is_for_several_and_a_small_one_is_not(
    house: Store, view: CampaignView
) -> None:
    early = MORNING - MINUTE

    assert campaign_runs.shards(worker(house), MORNING) == SHARDS
    assert campaign_runs.shards(worker(house), early) == 1
    assert campaign_runs.shards(worker(house, parallel=1), MORNING) == 1
    assert campaign_runs.shards(worker(house), MORNING, kinds=("birthday",)) == 1


def test_shares_add_up_to_what_one_planner_does(house: Store, view: CampaignView) -> None:
    done = sum((Counter(shard(house, number)) for number in range(SHARDS)), Counter())
    by_shares = {row.member_id: (row.arm, row.state) for row in rows(house)}
    with house.session() as session:
        other = campaign(session, "regular", key="other", occasion={"cron": "* * *"})
        session.execute(deliveries.ROWS.delete())
        session.connection().exec_driver_sql(
            "UPDATE campaign SET salt = 'test-regular' WHERE id = ?", (other.id,)
        )
        service.save(
            session, other.id, dict(view.body), seen=other.version, actor="staff:1", now=MORNING
        )
        service.set_state(session, view.id, "paused", now=MORNING)
    alone = shard(house, 0, 1)

    assert done["due"] == alone["due"] == len(by_shares) == MEMBERS
    assert +done == +Counter(alone)
    assert by_shares == {row.member_id: (row.arm, row.state) for row in rows(house)}
    assert 0 < done["held_out"] < MEMBERS


def test_a_share_that_was_lost_is_made_up_for(house: Store, view: CampaignView) -> None:
    first = [shard(house, number)["due"] for number in (0, 1, 3)]
    later = MORNING + 10 * MINUTE

    assert campaign_runs.shards(worker(house), later) == SHARDS
    again = [shard(house, number, now=later)["due"] for number in range(SHARDS)]
    assert again[2] == MEMBERS - sum(first) > 0
    assert (again[0], again[1], again[3]) == (0, 0, 0)
    assert len(rows(house)) == MEMBERS
    assert campaign_runs.shards(worker(house), later + 10 * MINUTE) == 1
    assert sum(shard(house, number, now=later + DAY)["due"] for number in range(SHARDS)) == MEMBERS


def test_another_number_of_shares_finds_whoever_is_left(house: Store, view: CampaignView) -> None:
    first = shard(house, 1, 2)["due"]

    assert sum(shard(house, number, 3)["due"] for number in range(3)) == MEMBERS - first
    assert shard(house, 0, 1, now=MORNING + MINUTE)["due"] == 0


class KilledError(Exception):
    """What kills a planner."""


def test_a_share_whose_planner_dies_goes_on_where_it_was(
    house: Store, view: CampaignView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_runs, "BATCH", 5)
    write, batches = deliveries.add, iter(range(100))

    def dying(session: Session, campaign_id: int, version: int, made: Any, now: Any) -> None:
        write(session, campaign_id, version, made, now)
        if made and next(batches) == 1:
            raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(deliveries, "add", dying)
        with pytest.raises(KilledError):
            shard(house, 0, 2)
    kept = len(rows(house))
    more = shard(house, 0, 2)["due"]

    assert kept > 0
    assert kept + more + shard(house, 1, 2)["due"] == MEMBERS == len(rows(house))
