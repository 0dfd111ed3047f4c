"""Draw the day's random sample of members for the relationship surveys."""

from datetime import datetime

from scheduler.job import Counts, Job, Worker
from surveys import triggers


def run(worker: Worker, now: datetime) -> Counts:
    """Batch by batch; the same day draws the same members, so a second run asks nobody anew."""
    asked = held_back = 0
    with worker.store.reading() as session:
        surveys = triggers.sampled(session)
    for survey_id in surveys:
        after: int | None = 0
        while after is not None:
            with worker.store.session() as session:
                planned, after = triggers.sample(
                    session, survey_id, after=after, timezone=worker.timezone, now=now
                )
            asked += planned.asked
            held_back += sum(planned.blocked.values())
    return {"planned": asked, "held_back": held_back}


JOB = Job("survey_sample", "10 10 * * *", run, "draw the day's sample of the relationship surveys")
