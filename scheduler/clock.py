"""Runs the jobs at their times, in this process."""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.job import Job, Worker

log = logging.getLogger(__name__)
GRACE_SECONDS = 3600


def create(jobs: Iterable[Job], worker: Worker) -> BackgroundScheduler:
    """A scheduler that is not started yet; a run that was missed is made up for once."""
    scheduler = BackgroundScheduler(timezone=worker.timezone)
    for job in jobs:
        scheduler.add_job(
            perform,
            _trigger(job, worker),
            args=[job, worker],
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=GRACE_SECONDS,
        )
    return scheduler


def perform(job: Job, worker: Worker) -> None:
    """Run a job now; what goes wrong is logged and does not stop the clock."""
    started = time.perf_counter()
    try:
        counts = job.run(worker, worker.clock.now())
    except Exception:
        log.exception("a job failed", extra={"job": job.name})
        return
    if any(counts.values()):
        seconds = round(time.perf_counter() - started, 3)
        log.info("job done", extra={"job": job.name, "counts": dict(counts), "seconds": seconds})


def _trigger(job: Job, worker: Worker) -> BaseTrigger:
    if isinstance(job.when, timedelta):
        return IntervalTrigger(seconds=job.when.total_seconds())
    return CronTrigger.from_crontab(job.when, timezone=worker.timezone)
