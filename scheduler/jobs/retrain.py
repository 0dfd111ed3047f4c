"""Train the model of intents when staff ask for it, or once enough corrections wait."""

from datetime import datetime, timedelta

from bot import training_runs
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, _now: datetime) -> Counts:
    return training_runs.perform(worker.store, worker.clock)


JOB = Job("retrain", timedelta(seconds=5), run, "train with staff's corrections when asked to")
