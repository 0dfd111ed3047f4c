"""Lend the pictures of answers to the platforms, and renew them before they are forgotten."""

from datetime import datetime, timedelta

from knowledge.pictures import lending
from scheduler.job import Counts, Job, Worker
from tickets import pictures as staffs


def run(worker: Worker, now: datetime) -> Counts:
    uploads = worker.tools.get("picture_uploads", {})
    lending.forget_unused(worker.store, also=staffs.in_use, now=now)
    return lending.lend_due(worker.store, uploads, now=now)


JOB = Job("pictures", timedelta(seconds=5), run, "upload answers' pictures and renew them")
