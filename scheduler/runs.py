"""Doing one run of a job, in whatever process it is to be done."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler import repository
from scheduler.job import Counts, Job, Shard, Worker
from scheduler.repository import End, RunRow
from scheduler.times import SLICE, is_repeated
from store.clock import Clock

log = logging.getLogger(__name__)
SEEN_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Task:
    """What is handed to whoever does the work: a job, an instant, a shard."""

    job: str
    instant: datetime
    shard: int = 0


class Heart:
    """Lets everybody see which runs this process is at, as long as it lives."""

    def __init__(self, worker: Worker, time: Clock) -> None:
        self._store = worker.store
        self._time = time
        self._ids: set[int] = set()
        self._guard = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)
        self._thread.start()

    @contextmanager
    def over(self, run_id: int) -> Iterator[None]:
        """Be seen at this run."""
        with self._guard:
            self._ids.add(run_id)
        try:
            yield
        finally:
            with self._guard:
                self._ids.discard(run_id)

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._ending.wait(SEEN_SECONDS):
            with self._guard:
                ids = set(self._ids)
            if ids:
                self._see(ids)

    def _see(self, ids: set[int]) -> None:
        try:
            with self._store.session() as session:
                repository.see(session, ids, self._time.now())
        except Exception:
            log.exception("the runs of this process cannot be renewed")


class Runs:
    """Does the tasks of one process: each at most once, whoever else has the same task."""

    def __init__(
        self, jobs: Mapping[str, Job], worker: Worker, time: Clock, heart: Heart, name: str
    ) -> None:
        self._jobs = jobs
        self._worker = worker
        self._time = time
        self._heart = heart
        self._name = name

    def perform(self, task: Task) -> bool:
        """Do a task unless somebody does it or has done it; return whether it was done here.

        What goes wrong is logged and recorded, and stops nothing else.
        """
        job = self._jobs.get(task.job)
        run = self._start(task) if job else None
        if job is None or run is None:
            log.info("nothing to do for a task", extra={"job": task.job, "shard": task.shard})
            return False
        worker = replace(self._worker, shard=Shard(run.shard, run.shards))
        began = time.perf_counter()
        with self._heart.over(run.id):
            counts, error = _done(job, worker, task.instant)
        again = job.again_after(run.attempts) if error else None
        end = End(counts, error, None if again is None else self._time.now() + again)
        with worker.store.session() as session:
            repository.finish(session, run, self._name, worker.clock.now(), end)
        if any(counts.values()):
            seconds = round(time.perf_counter() - began, 3)
            extra = {"job": job.name, "counts": dict(counts), "seconds": seconds}
            log.info("job done", extra=extra)
        return True

    def _start(self, task: Task) -> RunRow | None:
        key = (task.job, task.instant, task.shard)
        with self._worker.store.session() as session:
            return repository.start(
                session, key, self._name, self._worker.clock.now(), self._time.now()
            )


def _done(job: Job, worker: Worker, instant: datetime) -> tuple[Counts, str]:
    """A time of day gets the instant it was meant for, an interval the present one."""
    if isinstance(job.when, str):
        return _tried(lambda: job.run(worker, instant), job.name)
    if not is_repeated(job.when, worker.repeat_below):
        return _tried(lambda: job.run(worker, worker.clock.now()), job.name)
    total: Counter[str] = Counter()
    error = ""
    until = time.monotonic() + SLICE.total_seconds()
    while not worker.stopping.is_set() and time.monotonic() < until:
        counts, wrong = _tried(lambda: job.run(worker, worker.clock.now()), job.name)
        total.update(counts)
        error = wrong or error
        worker.stopping.wait(job.when.total_seconds())
    return total, error


def _tried(work: Callable[[], Counts], name: str) -> tuple[Counts, str]:
    try:
        return work(), ""
    except Exception as error:
        log.exception("a job failed", extra={"job": name})
        return {}, f"{type(error).__name__}: {error}"[:500]
