"""Lend the pictures of answers and campaigns to the platforms, and renew them in time."""

from datetime import datetime, timedelta

from campaigns import pictures
from knowledge.pictures import lending
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    uploads = worker.tools.get("picture_uploads", {})
    return lending.lend_due(worker.store, uploads, also=pictures.going_out, now=now)


JOB = Job("pictures", timedelta(seconds=5), run, "upload pictures of ours and renew them")
