"""Send what is in the outbox."""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker
from scheduler.times import SLICE

AT_MOST_SECONDS = SLICE.total_seconds()


def run(worker: Worker, _now: datetime) -> Counts:
    return worker.deliverer.drain(seconds=AT_MOST_SECONDS)


def shards(worker: Worker, _now: datetime) -> int:
    """Any number may send at once: each claims rows of its own."""
    return worker.parallel


JOB = Job(
    "deliver", timedelta(milliseconds=300), run, "send queued messages", shards, catch_up="skip"
)
