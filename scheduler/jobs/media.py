"""Fetch pictures and recordings before the platform forgets them."""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker
from tickets import media


def run(worker: Worker, now: datetime) -> Counts:
    return {"fetched": media.fetch_waiting(worker.store, worker.download, now=now)}


JOB = Job("media", timedelta(seconds=3), run, "download customers' pictures and recordings")
