"""Care for members who have stopped coming."""

from datetime import datetime

from scheduler import campaign_runs
from scheduler.job import Counts, Job, Worker
from scheduler.jobs import lifecycle


def run(worker: Worker, now: datetime) -> Counts:
    """Move whose boundary has passed, so that nobody is missed; then plan the win-back campaigns,
    their later steps too."""
    lifecycle.run(worker, now)
    return campaign_runs.run(worker, now, kinds=("winback",), anytime=True)


JOB = Job("winback", "0 10 * * *", run, "care for members who have stopped coming")
