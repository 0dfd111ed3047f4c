"""Give and take tags after staff changed a rule."""

from datetime import datetime

from membership import tag_rules
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    """One transaction a batch; a rule that nobody changed costs nothing."""
    batches = 0
    while _batch(worker, now):
        batches += 1
    return {"batches": batches}


def _batch(worker: Worker, now: datetime) -> int:
    with worker.store.session() as session:
        return tag_rules.apply_changed(session, now=now)


JOB = Job("tag_rules", "*/10 * * * *", run, "apply changed tag rules to the members there are")
