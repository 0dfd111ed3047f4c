"""The ledger's nightly proof: it alarms, it never fixes."""

import logging
from datetime import datetime

from membership import points
from scheduler.job import Counts, Job, Worker

log = logging.getLogger(__name__)


def run(worker: Worker, _now: datetime) -> Counts:
    with worker.store.reading() as session:
        differences = points.check(session)
    for difference in differences:
        log.error("the ledger does not add up", extra={"difference": str(difference)})
    return {"differences": len(differences)}


JOB = Job("points_check", "40 3 * * *", run, "prove that the points ledger adds up")
