"""Clocks over one store, with hands that a test moves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from messaging.deliverer import Deliverer
from scheduler import lease, repository
from scheduler.clock import JobClock
from scheduler.job import Job, Worker
from scheduler.lease import Lease
from scheduler.repository import RunRow
from scheduler.runs import Heart, Runs, Task
from store.clock import ManualClock
from store.transactions import Store

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 10, 1, tzinfo=UTC)


@dataclass
class Tray:
    """Hands that put tasks aside until the test does them."""

    tasks: list[Task] = field(default_factory=list)

    def submit(self, task: Task) -> None:
        self.tasks.append(task)

    def close(self) -> None:
        """Nothing is being done."""


class House:
    """A store in which any number of clocks may be opened; time is the test's, both kinds."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.shop, self.real = ManualClock(NINE), ManualClock(NINE)
        deliverer = Deliverer(store, {}, self.shop, ZONE, name="test")
        self.worker = Worker(store, self.shop, ZONE, deliverer, lambda _account, _media: (b"", ""))
        self.hearts: list[Heart] = []

    def clock(self, name: str, *jobs: Job) -> tuple[JobClock, Tray]:
        tray = Tray()
        lease = Lease(self.store, self.real, name)
        return JobClock(jobs, self.worker, lease, tray, self.real), tray

    def runs(self, name: str, *jobs: Job) -> Runs:
        heart = Heart(self.worker, self.real)
        self.hearts.append(heart)
        return Runs({job.name: job for job in jobs}, self.worker, self.real, heart, name)

    def pass_(self, **delta: float) -> None:
        """Let time go on, for the shop and for the leases."""
        self.shop.advance(**delta)
        self.real.advance(**delta)

    def last(self, job: str) -> RunRow | None:
        with self.store.reading() as session:
            runs = repository.last_runs(session).get(job)
        return runs[0] if runs else None

    def close(self) -> None:
        for heart in self.hearts:
            heart.stop()
        self.worker.deliverer.close()


@pytest.fixture
def house(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """No lease runs out while a busy machine is between two steps of a test."""
    monkeypatch.setattr(lease, "time", SimpleNamespace(monotonic=lambda: 0.0))
    built = House(store)
    yield built
    built.close()


@pytest.fixture
def noted() -> list[datetime]:
    return []


@pytest.fixture
def daily(noted: list[datetime]) -> Job:
    """A job at nine each morning that notes the instants it is run for."""

    def run(_worker: Worker, now: datetime) -> dict[str, int]:
        noted.append(now)
        return {"noted": 1}

    return Job("daily", "0 9 * * *", run, "notes its instant")


Make = Callable[..., Job]


@pytest.fixture
def often(noted: list[datetime]) -> Job:
    def run(_worker: Worker, now: datetime) -> dict[str, int]:
        noted.append(now)
        return {"noted": 1}

    return Job("often", timedelta(seconds=20), run, "notes its instant")
