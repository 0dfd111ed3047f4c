"""Work on threads of this process: the embedded mode."""

import logging
from concurrent.futures import ThreadPoolExecutor

from scheduler.runs import Runs, Task

log = logging.getLogger(__name__)


class Threads:
    """Does each task on a thread of its own, at most `most` at once."""

    def __init__(self, runs: Runs, most: int) -> None:
        self._runs = runs
        self._pool = ThreadPoolExecutor(most, "job")

    def submit(self, task: Task) -> None:
        self._pool.submit(self._perform, task)

    def close(self) -> None:
        """Wait for what is being done."""
        self._pool.shutdown(wait=True)

    def _perform(self, task: Task) -> None:
        try:
            self._runs.perform(task)
        except Exception:
            log.exception("a run could not be recorded", extra={"job": task.job})
