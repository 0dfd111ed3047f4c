"""Forget live events that nobody will ask for again."""

from datetime import datetime

from scheduler.job import Counts, Job, Worker
from store import live


def run(worker: Worker, now: datetime) -> Counts:
    with worker.store.session() as session:
        live.prune(session, now=now)
    return {}


JOB = Job("live_events", "50 * * * *", run, "forget live events older than a day")
