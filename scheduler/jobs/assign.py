"""Give out tickets, and take back those whose owner is away or silent."""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker
from tickets import assignment


def run(worker: Worker, now: datetime) -> Counts:
    with worker.store.session() as session:
        returned = assignment.return_stuck(session, now=now)
    with worker.store.session() as session:
        assigned = assignment.run(session, now=now)
    return {"returned": returned, "assigned": assigned}


JOB = Job("assign", timedelta(seconds=10), run, "give out tickets and take back stuck ones")
