"""Ask about tickets that closed, send what is due, note what was shown, close what is over."""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker
from surveys import aftercare, cases, definitions, sending, triggers


def run(worker: Worker, now: datetime) -> Counts:
    """One transaction a step: what one holds back does not stop the next."""
    with worker.store.session() as session:
        definitions.ensure_defaults(session, now=now)
        planned = triggers.tickets(session, timezone=worker.timezone, now=now)
    with worker.store.session() as session:
        tracked = sending.track(session, now=now)
    with worker.store.session() as session:
        closed = aftercare.follow(session, now=now)
        handed_over = cases.hand_over(session, now=now)
    with worker.store.session() as session:
        sent = sending.send_due(session, links=worker.tools["survey_links"], now=now)
    return {
        "planned": planned.asked,
        "queued": sent.queued,
        "held_back": sent.blocked + sum(planned.blocked.values()),
        **tracked,
        "cases_closed": closed,
        "cases_handed_over": handed_over,
    }


JOB = Job("surveys", timedelta(seconds=10), run, "send surveys that are due, close what is over")
