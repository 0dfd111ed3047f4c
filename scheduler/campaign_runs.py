"""Letting campaigns work: every batch a transaction, until nobody is left."""

import logging
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns import fallback, looking, planning, service
from campaigns.errors import StateError
from campaigns.kind import Cursor
from campaigns.planning import BATCH, Planned
from campaigns.repository import deliveries
from campaigns.share import Share
from campaigns.values import BLOCKED, ENDED, HELD_OUT, PLANNED, WAITING, CampaignView
from membership.errors import FieldError
from scheduler.job import Counts, Worker
from store.transactions import session_on

log = logging.getLogger(__name__)
ATTEMPTS = 3
TOGETHER = 2
ENOUGH = 2_000
"""So many members are worth the work of several tasks."""
Work = Callable[[Session], Planned]


def run(
    worker: Worker, now: datetime, *, kinds: Collection[str] = (), anytime: bool = False
) -> Counts:
    """Enter who is due and decide what waits, for the campaigns of these kinds or of all.

    `anytime` looks for who is due even if the campaign has looked today or waits for its hour.
    One that fails does not keep the others waiting; its error is raised after them.
    """
    counts: Counter[str] = Counter({"due": 0})
    failed: Exception | None = None
    for campaign in _running(worker, kinds):
        try:
            _work(worker, campaign, now, counts, anytime=anytime)
        except Exception as error:
            log.exception("a campaign failed", extra={"campaign": campaign.id})
            failed = failed or error
    if failed is not None:
        raise failed
    states = {state: counts[state] for state in (PLANNED, WAITING, BLOCKED, HELD_OUT)}
    return {"due": counts["due"], **states}


def _work(
    worker: Worker, campaign: CampaignView, now: datetime, counts: Counter[str], *, anytime: bool
) -> None:
    if _ended(worker, campaign, now):
        return
    if _due(worker, campaign, now, 1, anytime=anytime):
        enter_all(worker, campaign, now, counts)
    decide_all(worker, campaign, now, counts)


def shards(
    worker: Worker, now: datetime, *, kinds: Collection[str] = (), anytime: bool = False
) -> int:
    """As many as may usefully run at the same time, where there is enough to do for several: each
    enters its share of the members of every campaign. Started again, a shard has the same members,
    passes over those who are entered, and goes on."""
    many, much = _planners(worker), 0
    if many == 1:
        return 1
    for campaign in _running(worker, kinds):
        with suppress(FieldError):
            much += _due(worker, campaign, now, ENOUGH - much, anytime=anytime)
        if much < ENOUGH:
            much += _waits(worker, campaign, now, ENOUGH - much)
        if much >= ENOUGH:
            return many
    return 1


def _planners(worker: Worker) -> int:
    """How many may plan at the same time; where one writes at a time, more would only wait."""
    return max(worker.parallel, 1 if worker.store.dialect == "sqlite" else TOGETHER)


def _running(worker: Worker, kinds: Collection[str]) -> list[CampaignView]:
    with worker.store.reading() as session:
        return service.running(session, kinds)


def _due(
    worker: Worker, campaign: CampaignView, now: datetime, most: int, *, anytime: bool
) -> int:
    """How many are there, if it is time: most looks find nobody and write nothing."""
    zone = worker.timezone
    with worker.store.reading() as session:
        running = looking.running(session, campaign, _share(worker))
        if not running.document.period.holds(now, zone):
            return 0
        if not anytime and not looking.is_time(running, now=now, timezone=zone):
            return 0
        return looking.found(session, running, now=now, timezone=zone, most=most)


def _ended(worker: Worker, campaign: CampaignView, now: datetime) -> bool:
    """End a campaign whose last day is over; what it had queued is called back with it."""
    if not service.read(campaign.body).period.is_over(now, worker.timezone):
        return False
    with suppress(StateError), worker.store.session() as session:
        service.set_state(session, campaign.id, ENDED, now=now)
    return True


def _waits(worker: Worker, campaign: CampaignView, now: datetime, most: int) -> int:
    with worker.store.reading() as session:
        return deliveries.count_waiting(session, campaign.id, now, most)


def _share(worker: Worker) -> Share:
    return Share(worker.shard.number, worker.shard.of)


def enter_all(worker: Worker, campaign: CampaignView, now: datetime, counts: Counter[str]) -> None:
    """Enter everybody of this shard who is due."""
    after: Cursor | None = ()
    share, version = _share(worker), 0
    while after is not None:
        enter = partial(
            planning.enter,
            campaign_id=campaign.id,
            now=now,
            timezone=worker.timezone,
            after=after,
            limit=BATCH,
            share=share,
            version=version,
        )
        done = _transact(worker, enter)
        counts["due"] += done.entered
        counts.update(done.states)
        after, version = done.after, done.version
    with worker.store.session() as session:
        planning.looked(session, campaign.id, now=now, share=share)


def decide_all(
    worker: Worker, campaign: CampaignView, now: datetime, counts: Counter[str]
) -> None:
    """Decide everything whose time has come, and anew what a rule of its channel stopped."""
    _reopen(worker, campaign, now)
    decide = partial(
        planning.decide_waiting, campaign_id=campaign.id, now=now, timezone=worker.timezone
    )
    more = _waits(worker, campaign, now, 1) > 0
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
