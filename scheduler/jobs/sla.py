"""Warn of deadlines, escalate breaches, wake what was put aside, tell of what did not arrive.

What was timed and has left is counted first: it may have kept a deadline that passed since.
"""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker
from tickets import escalation, pauses, scheduled, unanswered


def run(worker: Worker, now: datetime) -> Counts:
    with worker.store.session() as session:
        answered = scheduled.settle(session, now=now)
    with worker.store.session() as session:
        swept = escalation.sweep(session, now=now)
        woken = pauses.wake_due(session, now=now)
    with worker.store.session() as session:
        lost = unanswered.surface(session, now=now)
    told = {"warned": swept.warned, "breached": swept.breached}
    return {**told, "answered": answered, "woken": woken, "lost": lost}


JOB = Job("sla", timedelta(seconds=20), run, "warn of deadlines and escalate breaches")
