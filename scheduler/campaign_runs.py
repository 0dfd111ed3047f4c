"""Letting campaigns work: every batch a transaction, until nobody is left."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns import fallback, looking, planning, service
from campaigns.kind import Cursor
from campaigns.planning import Planned
from campaigns.repository import deliveries
from campaigns.values import BLOCKED, HELD_OUT, PLANNED, WAITING, CampaignView
from scheduler.job import Counts, Worker
from store.transactions import session_on

ATTEMPTS = 3
Work = Callable[[Session], Planned]


def run(
    worker: Worker, now: datetime, *, kinds: Collection[str] = (), anytime: bool = False
) -> Counts:
    """Enter who is due and decide what waits, for the campaigns of these kinds or of all.

    `anytime` looks for who is due even if the campaign has looked today or waits for its hour.
    """
    counts: Counter[str] = Counter({"due": 0})
    mine = worker.shard
    for campaign in _running(worker, kinds):
        if campaign.id % mine.of != mine.number:
            continue
        if _looks(worker, campaign, now, anytime):
            enter_all(worker, campaign, now, counts)
        decide_all(worker, campaign, now, counts)
    states = {state: counts[state] for state in (PLANNED, WAITING, BLOCKED, HELD_OUT)}
    return {"due": counts["due"], **states}


def shards(worker: Worker, kinds: Collection[str] = ()) -> int:
    """One for each running campaign, as far as tasks may usefully run at the same time. A shard
    does the campaigns whose number leaves its own as the remainder: started again, it finds the
    same ones, and a campaign is entered by one shard alone."""
    return max(1, min(worker.parallel, len(_running(worker, kinds))))


def _running(worker: Worker, kinds: Collection[str]) -> list[CampaignView]:
    with worker.store.reading() as session:
        return service.running(session, kinds)


def _looks(worker: Worker, campaign: CampaignView, now: datetime, anytime: bool) -> bool:
    """Whether it is time and anybody is there: most looks find nobody and write nothing."""
    with worker.store.reading() as session:
        running = looking.running(session, campaign)
        if not anytime and not looking.is_time(running, now=now, timezone=worker.timezone):
            return False
        return looking.is_anybody(session, running, now=now, timezone=worker.timezone)


def enter_all(worker: Worker, campaign: CampaignView, now: datetime, counts: Counter[str]) -> None:
    """Enter everybody who is due."""
    after: Cursor | None = ()
    while after is not None:
        enter = partial(
            planning.enter, campaign_id=campaign.id, now=now, timezone=worker.timezone, after=after
        )
        done = _transact(worker, enter)
        counts["due"] += done.entered
        counts.update(done.states)
        after = done.after
    with worker.store.session() as session:
        planning.looked(session, campaign.id, now=now)


def decide_all(
    worker: Worker, campaign: CampaignView, now: datetime, counts: Counter[str]
) -> None:
    """Decide everything whose time has come, and anew what a rule of its channel stopped."""
    _reopen(worker, campaign, now)
    decide = partial(
        planning.decide_waiting, campaign_id=campaign.id, now=now, timezone=worker.timezone
    )
    with worker.store.reading() as session:
        more = deliveries.any_waiting(session, campaign.id, now)
    while more:
        done = _transact(worker, decide)
        counts.update(done.states)
        more = done.after is not None


def _reopen(worker: Worker, campaign: CampaignView, now: datetime) -> None:
    with worker.store.reading() as session:
        more = fallback.any_stopped(session, campaign, now=now)
    while more:
        with worker.store.session() as session:
            more = fallback.reopen(session, campaign, now=now, limit=planning.BATCH) > 0


def _transact(worker: Worker, work: Work) -> Planned:
    """A batch; again when another planner has written the same rows at the same moment."""

    def transaction(connection: Connection) -> Planned:
        with session_on(connection) as session:
            done = work(session)
            session.commit()
            return done

    for left in reversed(range(ATTEMPTS)):
        try:
            return worker.store.transact(transaction)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")
