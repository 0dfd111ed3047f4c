"""Celery carries tasks; the rows of the store say what is to be done."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scheduler import engine
from scheduler.clock import JobClock
from scheduler.job import Job
from scheduler.lease import Lease
from scheduler.runs import Task
from tests import patience
from tests.patience import until
from tests.scheduler.conftest import NINE, House

TASK = Task("daily", NINE + timedelta(days=1), 2)


def clock_with(house: House, job: Job, hands: engine.Workers) -> JobClock:
    lease = Lease(house.store, house.real, "clock")
    return JobClock([job], house.worker, lease, hands, house.real)


def test_a_task_is_carried_whole(redis_url: str) -> None:
    done: list[Task] = []
    with _listening(engine.create(redis_url, done.append)):
        hands = engine.Workers(engine.create(redis_url))
        hands.submit(TASK)
        until(lambda: done)
        hands.close()
    assert done == [TASK]


def test_the_same_job_code_runs_in_a_worker_and_once(
    house: House, daily: Job, noted: list[datetime], redis_url: str
) -> None:
    """The clock submits; the broker delivers each task twice."""
    runs = house.runs("worker", daily)
    with _listening(engine.create(redis_url, runs.perform)):
        hands = engine.Workers(engine.create(redis_url))
        clock = JobClock(
            [daily], house.worker, Lease(house.store, house.real, "c"), hands, house.real
        )
        clock.keep()
        house.pass_(days=1)
        clock.keep()
        clock.beat()
        hands.submit(Task("daily", NINE + timedelta(days=1)))
        until(lambda: (run := house.last("daily")) and run.state == "done")
        hands.close()
    assert noted == [NINE + timedelta(days=1)]


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:9/0", "amqp://guest@127.0.0.1:9//"])
def test_a_broker_that_is_away_stops_nothing(house: House, daily: Job, broker: str) -> None:
    app = engine.create(broker)
    assert app.conf.broker_transport_options["max_retries"] == 1, "else the clock waits for it"
    if broker.startswith("redis"):
        assert not app.conf.broker_transport_options["ack_emulation"], "else workers end with it"
    hands = engine.Workers(app)
    clock = clock_with(house, daily, hands)
    clock.keep()
    house.pass_(days=1)
    clock.keep()
    clock.beat()
    run = house.last("daily")
    assert run is not None
    assert run.state == "waiting", "it is submitted again when the broker is back"
    hands.close()


def test_an_import_does_no_work() -> None:
    """Celery asks for `app`; without a broker that is one sentence, and the import is none."""
    code = (
        "import sys, scheduler.engine as engine; assert 'bootstrap' not in sys.modules; engine.app"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"SECRET_KEY": "x" * 16, "DATA_KEY": "x" * 16},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "changke: BROKER_URL is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_that_operators_type_finds_the_house() -> None:
    """The script `celery` has its own folder on the path, and ours only while it imports."""
    done = subprocess.run(
        [Path(sys.executable).with_name("celery"), "-A", "scheduler.engine", "report"],
        cwd=Path(__file__).parents[2],
        env={
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "x" * 16,
            "DATA_KEY": "x" * 16,
            "BROKER_URL": "redis://127.0.0.1:9/0",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "task_default_queue: 'changke'" in done.stdout


class _listening:  # noqa: N801 - used as a context
    """A worker on a thread of this process."""

    def __init__(self, app: object) -> None:
        from celery.contrib.testing.worker import start_worker

        self._worker = start_worker(
            app, perform_ping_check=False, shutdown_timeout=patience.SECONDS
        )

    def __enter__(self) -> None:
        self._worker.__enter__()

    def __exit__(self, *error: object) -> None:
        self._worker.__exit__(*error)
