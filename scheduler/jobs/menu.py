"""Show the bottom menu that staff asked to publish."""

from datetime import datetime, timedelta

from knowledge.menus import publishing
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    done = publishing.perform(worker.store, worker.tools.get("menus", {}), now=now)
    return {} if done is None else {done.state: 1}


JOB = Job("menu", timedelta(seconds=5), run, "publish the bottom menu that staff asked for")
