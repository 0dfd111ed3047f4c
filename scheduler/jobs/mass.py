"""Submit mass sends, and gather those of campaigns."""

from datetime import datetime, timedelta

from scheduler.job import Counts, Job, Worker


def run(worker: Worker, _now: datetime) -> Counts:
    return worker.tools["mass"].run()  # type: ignore[no-any-return]


JOB = Job("mass", timedelta(seconds=15), run, "submit mass sends", catch_up="skip")
