"""Move members whose stage changes with time alone."""

from datetime import datetime

from membership import lifecycle
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    with worker.store.session() as session:
        done = lifecycle.run(session, now=now)
    return {"touched": done.touched, "moved": sum(done.transitions.values())}


JOB = Job("lifecycle", "20 3 * * *", run, "move members whose lifecycle boundary has passed")
