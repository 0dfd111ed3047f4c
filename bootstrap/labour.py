"""A process that does the tasks of jobs: the clock's own threads, or a Celery worker's process."""

import os
import socket
from collections.abc import Iterable

from bootstrap.parts import Parts
from scheduler.job import Job, Worker
from scheduler.runs import Heart, Runs, Task
from store.clock import SystemClock


def process_name() -> str:
    """Who this process is to others: machine and number."""
    return f"{socket.gethostname()}:{os.getpid()}"[-64:]


class Labour:
    """The jobs, what they use, and this process's heartbeat."""

    def __init__(self, built: Parts, jobs: Iterable[Job], worker: Worker) -> None:
        time = SystemClock()
        self.name = process_name()
        self.jobs = {job.name: job for job in jobs}
        self.worker = worker
        self._built = built
        self._heart = Heart(worker, time)
        self.runs = Runs(self.jobs, worker, time, self._heart, self.name)

    def perform(self, task: Task) -> bool:
        """Do a task unless somebody else does or did."""
        return self.runs.perform(task)

    def stop(self) -> None:
        """Begin nothing more; what repeats itself ends."""
        self.worker.stopping.set()
        self.worker.deliverer.stop()

    def close(self) -> None:
        """End, once nothing is being done."""
        self.stop()
        self._heart.stop()
        self.worker.deliverer.close()
        self._built.store.close()
