"""Write off what has expired and let go what was held too long."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from membership import coupons, points, redemption
from scheduler.job import Counts, Job, Worker


def run(worker: Worker, now: datetime) -> Counts:
    """One transaction a batch, so that nobody waits for the whole of it."""

    def sweep(step: Callable[[Session], int]) -> int:
        total = 0
        while count := _once(worker, step):
            total += count
        return total

    return {
        "redemptions": sweep(lambda session: redemption.release_overdue(session, now=now)),
        "holds": sweep(lambda session: points.release_overdue(session, now=now)),
        "points": sweep(lambda session: points.expire(session, now=now)),
        "coupons": sweep(lambda session: coupons.expire(session, now=now)),
    }


def _once(worker: Worker, step: Callable[[Session], int]) -> int:
    with worker.store.session() as session:
        return step(session)


JOB = Job("expire_points", "5 0 * * *", run, "expire points and coupons, release overdue holds")
