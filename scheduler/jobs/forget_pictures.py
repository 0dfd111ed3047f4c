"""Let go of pictures that nothing has shown for a month."""

from datetime import datetime

from sqlalchemy.orm import Session

from announcements import pictures as announced
from campaigns import pictures as pushed
from knowledge.pictures import lending
from scheduler.job import Counts, Job, Worker
from tickets import pictures as staffs


def run(worker: Worker, now: datetime) -> Counts:
    return {"forgotten": lending.forget_unused(worker.store, also=_shown, now=now)}


def _shown(session: Session) -> set[str]:
    """What is shown besides by answers."""
    return staffs.in_use(session) | pushed.in_use(session) | announced.in_use(session)


JOB = Job("forget_pictures", "50 4 * * *", run, "let go of pictures that nothing shows")
