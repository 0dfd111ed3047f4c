"""Take unanswered lines off the list that nobody looked at for three months."""

from datetime import datetime

from knowledge import unanswered
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    with worker.store.session() as session:
        return {"forgotten": unanswered.forget_old(session, now=now)}


JOB = Job("forget_lines", "40 4 * * *", run, "take old unanswered lines off the list")
