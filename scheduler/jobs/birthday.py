"""Greet those whose birthday is today."""

from datetime import datetime

from scheduler import campaign_runs
from scheduler.job import Counts, Job, Worker

KINDS = ("birthday",)


def run(worker: Worker, now: datetime) -> Counts:
    """Plan the birthday campaigns of the day of `now`; the deliverer sends at their hour."""
    return campaign_runs.run(worker, now, kinds=KINDS, anytime=True)


def shards(worker: Worker, now: datetime) -> int:
    return campaign_runs.shards(worker, now, kinds=KINDS, anytime=True)


JOB = Job("birthday", "0 9 * * *", run, "greet those whose birthday is today", shards)
