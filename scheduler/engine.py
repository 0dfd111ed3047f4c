"""Celery: the same jobs on many machines. `celery -A scheduler.engine worker` is an entry.

A task names a job, an instant and a shard; the rows of the store say whether it is still to be
done, so a task may come twice, late, or never.
"""

import sys
import threading
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from celery import Celery
from celery.signals import worker_process_shutdown, worker_shutting_down

from scheduler.clock import UNSTARTED
from scheduler.runs import Task

HOUSE = str(Path(__file__).resolve().parents[1])
TASK = "changke.run"
QUEUE = "changke"
CONNECT_SECONDS = 5
ONCE = {"max_retries": 1, "interval_start": 0}
"""The clock waits for a broker that is away no longer than this: the rows wait for it anyway."""
ON_REDIS = {
    "ack_emulation": False,  # kombu 5.7 ends a worker that is at a task when it loses Redis
    "socket_connect_timeout": CONNECT_SECONDS,
    "socket_timeout": CONNECT_SECONDS,
}


class Doing(Protocol):
    """A process that can do tasks (`bootstrap.labour.Labour`)."""

    def perform(self, task: Task) -> bool: ...

    def stop(self) -> None: ...

    def close(self) -> None: ...


def create(broker_url: str, perform: Callable[[Task], object] | None = None) -> Celery:
    """An application on this broker; with `perform` it can do tasks, else only submit them."""
    app = Celery("changke", broker=broker_url, set_as_current=False)
    app.conf.update(
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options=ONCE | (ON_REDIS if broker_url.startswith("redis") else {}),
        broker_connection_timeout=CONNECT_SECONDS,
        timezone="UTC",
    )
    if perform is not None:
        _register(app, perform)
    return app


def _register(app: Celery, perform: Callable[[Task], object]) -> None:
    def run(job: str, instant: str, shard: int) -> None:
        perform(Task(job, datetime.fromisoformat(instant), shard))

    app.task(run, name=TASK, shared=False)


class Workers:
    """Hands tasks to whatever workers listen on the broker."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def submit(self, task: Task) -> None:
        """Send it. If no worker takes it in time it vanishes, and the clock sends another."""
        self._app.send_task(
            TASK,
            (task.job, task.instant.isoformat(), task.shard),
            expires=UNSTARTED.total_seconds(),
            retry=False,
        )

    def close(self) -> None:
        """Nothing is done here."""
        self._app.close()


class _Process:
    """What this worker process does tasks with, made when the first one comes: after a fork."""

    def __init__(self, make: Callable[[], Doing]) -> None:
        self._make = make
        self._doing: Doing | None = None
        self._guard = threading.Lock()

    def perform(self, task: Task) -> None:
        with self._guard:
            self._doing = self._doing or self._make()
        self._doing.perform(task)

    def stop(self, **_signal: Any) -> None:
        if self._doing is not None:
            self._doing.stop()

    def close(self, **_signal: Any) -> None:
        if self._doing is not None:
            self._doing.close()


@cache
def _app() -> Celery:
    """The application of a worker, from the settings.

    The command `celery` finds this module in the folder it runs in and then forgets the folder,
    while a worker imports its jobs' modules for as long as it lives.
    """
    if HOUSE not in sys.path:
        sys.path.insert(0, HOUSE)
    from bootstrap import clock

    broker_url, make = clock.for_workers()
    process = _Process(make)
    worker_shutting_down.connect(process.stop, weak=False)
    worker_process_shutdown.connect(process.close, weak=False)
    return create(broker_url, process.perform)


def __getattr__(name: str) -> Any:
    """`app` is made when Celery asks for it, and never by an import alone."""
    if name == "app":
        return _app()
    raise AttributeError(name)
