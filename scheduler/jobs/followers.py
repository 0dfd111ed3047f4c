"""Read who follows the official account: some followed before Changke came, some unseen since."""

import logging
from datetime import datetime

from messaging import followers
from messaging.errors import SendError
from messaging.followers import Synced
from scheduler.job import Counts, Job, Worker

log = logging.getLogger(__name__)


def run(worker: Worker, _now: datetime) -> Counts:
    """An account that may not ask for its followers (unverified ones) is passed over."""
    done, refused = Synced(), 0
    for account, page in worker.tools.get("followers", {}).items():
        try:
            done += followers.sync(worker.store, account, page, worker.clock)
        except SendError as error:
            if error.kind != "account":
                raise
            log.warning("the followers cannot be read", extra={"errcode": error.code})
            refused += 1
    counts = {"followers": done.followers, "new": done.new, "again": done.again}
    return {**counts, "refused": refused} if refused else counts


JOB = Job("followers", "25 4 * * *", run, "read who follows the official account")
