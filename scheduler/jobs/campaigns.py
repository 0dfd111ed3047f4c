"""Let every campaign work at its hour, and decide what waited."""

from datetime import datetime, timedelta

from scheduler import campaign_runs
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    """Look for who is due where it is time, and decide later steps and what a rule put off."""
    return campaign_runs.run(worker, now)


def shards(worker: Worker, now: datetime) -> int:
    return campaign_runs.shards(worker, now)


JOB = Job(
    "campaigns",
    timedelta(minutes=10),
    run,
    "enter who is due in campaigns, decide what waits",
    shards,
)
