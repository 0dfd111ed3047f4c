"""Let the messages of campaigns follow what staff decided: pause, go on, be called back."""

from datetime import datetime, timedelta
from functools import partial

from campaigns import settling
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    """One transaction a batch, so that nobody waits for the whole of it."""
    with worker.store.reading() as session:
        waiting = settling.unsettled(session)
    batches = 0
    for campaign_id in waiting:
        more = True
        while more and not worker.stopping.is_set():
            more = worker.store.work(partial(settling.settle, campaign_id=campaign_id, now=now))
            batches += 1
    return {"batches": batches}


JOB = Job(
    "campaign_states",
    timedelta(seconds=5),
    run,
    "pause or call back what campaigns queued",
)
