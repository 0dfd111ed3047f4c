"""Carry out what was decided for whole incidents and was not done: the page may have died."""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker
from tickets import incidents


def run(worker: Worker, now: datetime) -> Counts:
    """One transaction a batch."""
    total = 0
    while done := _once(worker, now):
        total += done
    return {"done": total}


def _once(worker: Worker, now: datetime) -> int:
    with worker.store.session() as session:
        return incidents.go_on(session, now=now)


JOB = Job("incidents", timedelta(seconds=10), run, "finish the answers and ends of incidents")
