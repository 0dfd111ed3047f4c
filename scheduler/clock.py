"""Fires the jobs at their times, as long as this process holds the lease.

What is due is decided here and written down as runs; the work itself is handed to threads of this
process or to Celery.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from scheduler import repository, times
from scheduler.job import Job, Worker
from scheduler.lease import Lease
from scheduler.repository import DONE, FAILED, RUNNING, WAITING, RunRow
from scheduler.runs import Task
from store.clock import Clock
from store.errors import is_unavailable, reason_of

log = logging.getLogger(__name__)
BEAT_SECONDS = 0.3
KEEP_SECONDS = 4
STALE = timedelta(seconds=20)
"""A run that nobody was seen at for so long has lost its worker."""
AHEAD = timedelta(seconds=10)
"""By so much may time go back before it is walked through once more."""
UNSTARTED = timedelta(seconds=30)
"""A run that waits for so long was lost on its way to a worker."""
MOST_ATTEMPTS = 5
ON_TIME = timedelta(minutes=1)
KEPT, KEPT_QUICK = timedelta(days=90), timedelta(hours=2)
AT_ONCE = 200


class Hands(Protocol):
    """Who does the work."""

    def submit(self, task: Task) -> None:
        """Have it done soon. It may get lost: then it is submitted again."""

    def close(self) -> None:
        """Wait for what is being done here."""


class JobClock:
    """The jobs of one process and when each is due; `time` is real time, for leases."""

    def __init__(
        self, jobs: Iterable[Job], worker: Worker, lease: Lease, hands: Hands, time: Clock
    ) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._worker = worker
        self._lease = lease
        self._hands = hands
        self._time = time
        self._considered: dict[str, datetime] = {}
        self._next: dict[str, datetime] = {}

    def keep(self) -> None:
        """Renew or take the lease; its holder looks after runs that lost their worker."""
        held = self._lease.is_held
        if not self._lease.keep():
            return
        if not held:
            log.info("this clock holds the lease")
            self._take_over()
        self._look_after()
        self._forget()

    def beat(self) -> None:
        """Fire what is due, if this clock holds the lease."""
        if not self._lease.is_held:
            return
        now = self._worker.clock.now()
        if max(self._considered.values(), default=now) > now + AHEAD:
            self._turn_back(now)
        for job in self._jobs.values():
            if self._next.get(job.name, times.NEVER) <= now:
                self._fire(job, now)

    def _take_over(self) -> None:
        now = self._worker.clock.now()
        new = {job.name: times.before(job.when, now) for job in self._jobs.values()}
        with self._worker.store.session() as session:
            repository.begin(session, new)
            considered = repository.considered(session)
        for job in self._jobs.values():
            self._note(job, considered[job.name])

    def _turn_back(self, now: datetime) -> None:
        """The time was put back: intervals go on at once, and times of day come again.

        The runs of those are kept, so that none is done twice.
        """
        ahead = [job for job in self._jobs.values() if self._considered[job.name] > now]
        with self._worker.store.session() as session:
            if not self._lease.confirm(session):
                return
            for job in ahead:
                before = times.before(job.when, now)
                repository.turn_back(session, job.name, before)
                if isinstance(job.when, timedelta):
                    repository.forget_after(session, job.name, before)
        log.warning("the time was put back", extra={"now": now.isoformat()})
        for job in ahead:
            self._note(job, times.before(job.when, now))

    def _note(self, job: Job, considered: datetime) -> None:
        self._considered[job.name] = considered
        self._next[job.name] = times.following(job.when, self._worker.timezone, considered)

    def _fire(self, job: Job, now: datetime) -> None:
        """Write down the runs of the last instant that is due; earlier ones are made up by it.

        While a run of the job goes on, the next one waits.
        """
        after = self._considered[job.name]
        instant = times.latest(job.when, self._worker.timezone, after, now)
        with self._worker.store.reading() as session:
            if instant is None or repository.is_open(session, job.name):
                return
        shards = job.shards if isinstance(job.shards, int) else job.shards(self._worker, instant)
        with self._worker.store.session() as session:
            runs = self._written(session, job, instant, shards, now)
        self._note(job, instant)
        if isinstance(job.when, timedelta):
            repeated = times.is_repeated(job.when, self._worker.repeat_below)
            self._next[job.name] = instant + (times.SLICE if repeated else job.when)
        for run in runs:
            self._submit(run)

    def _written(
        self, session: Session, job: Job, instant: datetime, shards: int, now: datetime
    ) -> list[RunRow]:
        if not self._lease.confirm(session):
            log.warning("this clock has lost the lease")
            return []
        if not repository.consider(session, job.name, instant):
            return []
        if now - instant > (job.grace if job.catch_up == "once" else ON_TIME):
            log.warning("a run was missed", extra={"job": job.name, "at": instant.isoformat()})
            return []
        repository.insert(session, job.name, instant, shards, now, self._time.now())
        return repository.of_instant(session, job.name, instant)

    def _look_after(self) -> None:
        """Submit anew what was lost on its way, or with its worker."""
        now = self._time.now()
        with self._worker.store.session() as session:
            if not self._lease.confirm(session):
                return
            repository.see_from(session, now + STALE, now)
            again = [*self._lost(session, now), *self._to_retry(session, now)]
        for run in again:
            word = "a run was lost" if run.retry_at is None else "a run that failed goes again"
            log.warning(word, extra={"job": run.job, "shard": run.shard})
            self._submit(run)

    def _lost(self, session: Session, now: datetime) -> list[RunRow]:
        again = []
        for run in [
            *repository.unseen(session, RUNNING, now - STALE),
            *repository.unseen(session, WAITING, now - UNSTARTED),
        ]:
            if not self._goes_again(run):
                error = "lost with its worker"
                repository.give_up(session, run, self._worker.clock.now(), error)
            elif repository.wait_again(session, run, now):
                again.append(run)
        return again

    def _to_retry(self, session: Session, now: datetime) -> list[RunRow]:
        again = []
        for run in repository.to_retry(session, now):
            if self._is_superseded(run):
                repository.drop_retry(session, run)
            elif repository.wait_again(session, run, now):
                again.append(run)
        return again

    def _is_superseded(self, run: RunRow) -> bool:
        """The next time of the job has come, and makes up for this one."""
        if run.job not in self._jobs:
            return True
        next_due = self._next.get(run.job, times.NEVER) <= self._worker.clock.now()
        return next_due or self._considered[run.job] > run.instant

    def _forget(self) -> None:
        """Delete old runs, a few at a time: quick jobs leave thousands a day."""
        now = self._time.now()
        quick = {name for name, job in self._jobs.items() if isinstance(job.when, timedelta)}
        with self._worker.store.session() as session:
            repository.forget(session, quick, DONE, now - KEPT_QUICK, AT_ONCE)
            repository.forget(session, self._jobs.keys() - quick, DONE, now - KEPT, AT_ONCE)
            repository.forget(session, self._jobs, FAILED, now - KEPT, AT_ONCE)

    def _goes_again(self, run: RunRow) -> bool:
        """An interval has its next run anyway; a time of day is worth some attempts."""
        job = self._jobs.get(run.job)
        return job is not None and isinstance(job.when, str) and run.attempts < MOST_ATTEMPTS

    def _submit(self, run: RunRow) -> None:
        try:
            self._hands.submit(Task(run.job, run.instant, run.shard))
        except Exception:
            log.exception("a task cannot be submitted now", extra={"job": run.job})


def start(clock: JobClock) -> BackgroundScheduler:
    """Let the clock go on its own threads, until `shutdown`."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a late beat is no news
    scheduler = BackgroundScheduler(timezone="UTC")
    for work, seconds in ((clock.keep, KEEP_SECONDS), (clock.beat, BEAT_SECONDS)):
        scheduler.add_job(
            _steadily,
            "interval",
            args=[work],
            seconds=seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    return scheduler


def _steadily(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:
        if not is_unavailable(error):
            raise
        log.warning("the database is away, the clock waits", extra={"reason": reason_of(error)})
