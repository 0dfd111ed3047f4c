"""Move members whose stage changes with time alone."""

from datetime import datetime

from membership import lifecycle
from membership.lifecycle import LifecycleRun
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    """One transaction a batch, so that nobody waits for the whole of it."""
    done = LifecycleRun()
    with worker.store.reading() as session:
        ready = lifecycle.context(session, now=now)
    while _batch(worker, done, ready, now):
        pass
    return {"touched": done.touched, "moved": sum(done.transitions.values())}


def _batch(
    worker: Worker, done: LifecycleRun, ready: lifecycle.LifecycleContext, now: datetime
) -> bool:
    with worker.store.session() as session:
        return lifecycle.run_batch(session, done, ready, now=now, limit=lifecycle.BATCH)


JOB = Job("lifecycle", "20 3 * * *", run, "move members whose lifecycle boundary has passed")
