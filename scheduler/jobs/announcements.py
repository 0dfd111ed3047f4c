"""Carry out announcements: begin what is due, call, ask for results, end what is done."""

from datetime import datetime, timedelta

from announcements import planning, results
from announcements.performing import Performer
from campaigns import segments
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    """Nothing is called where no platform is connected: such parts end as failed."""
    performer = worker.tools.get("announcements")
    begun = _begin(worker, now)
    if not isinstance(performer, Performer):
        return {"begun": begun}
    done = performer.run()
    asked = results.ask(worker.store, performer.platforms, now=now)
    with worker.store.session() as session:
        ended = results.close_finished(session, now=now)
    return {"begun": begun, **done, "asked": asked, "ended": ended}


def _begin(worker: Worker, now: datetime) -> int:
    """Whom a segment holds is read before the transaction that writes: it may take seconds."""
    with worker.store.reading() as session:
        prepared = planning.prepare(session, segments.batch_of_saved, now=now)
    if not prepared:
        return 0
    with worker.store.session() as session:
        return planning.start(session, prepared, now=now)


JOB = Job("announcements", timedelta(seconds=2), run, "send announcements, ask for results")
