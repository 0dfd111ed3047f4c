"""Warn of deadlines, escalate breaches, wake what was put aside, tell of what did not arrive."""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker
from tickets import escalation, pauses, unanswered


def run(worker: Worker, now: datetime) -> Counts:
    with worker.store.session() as session:
        swept = escalation.sweep(session, now=now)
        woken = pauses.wake_due(session, now=now)
    with worker.store.session() as session:
        lost = unanswered.surface(session, now=now)
    return {"warned": swept.warned, "breached": swept.breached, "woken": woken, "lost": lost}


JOB = Job("sla", timedelta(seconds=20), run, "warn of deadlines and escalate breaches")
