"""Send what is in the outbox."""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker


def run(worker: Worker, _now: datetime) -> Counts:
    return worker.deliverer.run()


JOB = Job("deliver", timedelta(milliseconds=300), run, "send queued messages")
