"""Count dry runs to the end that somebody asked for, and keep how far they have come."""

import time
from datetime import datetime, timedelta

from campaigns import counting
from campaigns.counting import Count
from scheduler.job import Counts, Job, Worker

PART_SECONDS = 1.0
RUN_SECONDS = 10.0


def run(worker: Worker, now: datetime) -> Counts:
    """Go on with each of them for a while; what is left is for the next run."""
    del now
    with worker.store.reading() as session:
        waiting = counting.unfinished(session)
    until = time.monotonic() + RUN_SECONDS
    return {"parts": sum(_count(worker, one, until) for one in waiting)} if waiting else {}


def _count(worker: Worker, count: Count, until: float) -> int:
    """Read and keep part by part until it is done, stopped, or the time is over."""
    parts, going = 0, count
    while time.monotonic() < until and not worker.stopping.is_set():
        kept = _part(worker, going)
        parts += kept is not None
        if kept is None or kept.result.done:
            break
        going = kept
    return parts


def _part(worker: Worker, count: Count) -> Count | None:
    began, result = time.monotonic(), count.result
    with worker.store.reading() as session:
        for more in counting.go_on(session, count, timezone=worker.timezone):
            result = more
            if time.monotonic() - began >= PART_SECONDS:
                break
    with worker.store.session() as session:
        return counting.keep(session, count, result, now=worker.clock.now())


JOB = Job("counts", timedelta(seconds=1), run, "count dry runs that somebody asked for")
