"""Measure how the store's members buy: the middle gap, and how likely silence means leaving."""

from datetime import datetime

from membership import churn_estimates, lifecycle
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    """Both read all members once, so this runs weekly. Nobody is moved by it: members meet the
    new figures when an order next touches them."""
    with worker.store.session() as session:
        gap = lifecycle.measure_store(session, now=now)
    with worker.store.reading() as session:
        model = churn_estimates.estimate(session, now=now)
    if model is not None:
        with worker.store.session() as session:
            churn_estimates.keep(session, model, now=now)
    return {"median_gap_days": round(gap or 0), "churn_model": int(model is not None)}


JOB = Job("buying_rhythm", "40 3 * * 1", run, "measure the store's buying rhythm and churn")
