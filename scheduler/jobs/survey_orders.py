"""Plan to ask about orders: some days after each, or after a member's nth."""

from datetime import datetime

from scheduler.job import Counts, Job, Worker
from surveys import triggers


def run(worker: Worker, now: datetime) -> Counts:
    """Batch by batch, each in its own transaction, until none is left to look at."""
    asked = held_back = 0
    while True:
        with worker.store.session() as session:
            planned = triggers.orders(session, timezone=worker.timezone, now=now)
        asked += planned.asked
        held_back += sum(planned.blocked.values())
        if not planned.asked and not planned.blocked:
            return {"planned": asked, "held_back": held_back}


JOB = Job("survey_orders", "20 * * * *", run, "plan surveys on orders")
