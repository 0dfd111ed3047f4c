"""Send once, under fire: 20,000 pushes, two clocks, ten kills, every fault there is.

`FIRE_PUSHES` makes it smaller, `FIRE_BROKER_URL` (such as amqp://…) gives Celery another broker.
"""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from scheduler import lease, repository
from scheduler.models import Run
from scheduler.runs import Task
from store import engine as engines
from store import migrate
from tests.scenarios.fire import Fire
from tests.servers.process import ServerUnavailableError
from tests.servers.redis_server import RedisServer

PUSHES = int(os.environ.get("FIRE_PUSHES", "20000"))
FEW = PUSHES // 4
KILLS = 10
PATIENCE = 900
CLOCK = ("scheduler",)
WORKER = ("celery", "-A", "scheduler.engine", "worker", "-c", "2", "-l", "WARNING")

pytestmark = pytest.mark.trial


@pytest.fixture(autouse=True)
def whole_transcript(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.transcript.KEPT_ENTRIES", 20 * PUSHES)


@pytest.fixture
def embedded(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Fire]:
    copy = tmp_path / "changke.sqlite3"
    copy.write_bytes(migrated_sqlite.read_bytes())
    opened = Fire(f"sqlite:///{copy}", tmp_path, PUSHES)
    yield opened
    opened.close()


def test_on_sqlite_with_two_clocks(embedded: Fire) -> None:
    """The clock that holds the lease is killed ten times; the other takes over."""
    fire = embedded
    fire.light()
    clocks = [fire.start(*CLOCK) for _ in range(2)]
    for threshold in _thresholds(fire):
        assert fire.wait_until(lambda least=threshold: _ended(fire) >= least, PATIENCE), fire.log()
        holder = _holder(fire)
        victim = next((one for one in clocks if f":{one.pid}" in holder), clocks[0])
        fire.kill(victim)
        clocks[clocks.index(victim)] = fire.start(*CLOCK)
    _finish(fire)
    _once_an_instant(fire)


def _thresholds(fire: Fire) -> list[int]:
    return sorted(fire.chance.sample(range(PUSHES // 50, PUSHES * 9 // 10), KILLS))


def _ended(fire: Fire) -> int:
    return PUSHES - fire.open()


def _holder(fire: Fire) -> str:
    with fire.store.reading() as session:
        held = repository.holder(session, lease.NAME)
    return held.holder if held else ""


def _finish(fire: Fire) -> None:
    """Let the rest go, time flying, until nothing is left to do."""
    for _ in range(20):
        fire.wait_until(lambda: fire.open() == 0, 15)
        if fire.open() == 0:
            break
        fire.platform.clock.advance(400)
    states = fire.prove()
    print(dict(states), "on phones:", fire.seen())  # noqa: T201 - the figures of the trial
    assert states["accepted"] > PUSHES * 3 // 4
    assert all(states[state] for state in ("unknown", "failed", "blocked"))


def _once_an_instant(fire: Fire) -> None:
    with fire.store.reading() as session:
        keys = session.execute(sa.select(Run.job, Run.instant, Run.shard)).all()
    assert len(keys) == len(set(keys)) > 0


@pytest.fixture
def spread(postgres_url: str, redis_url: str, tmp_path: Path) -> Iterator[Fire]:
    engine = engines.create(postgres_url)
    migrate.upgrade(engine)
    engine.dispose()
    broker = os.environ.get("FIRE_BROKER_URL", redis_url)
    opened = Fire(postgres_url, tmp_path, PUSHES, BROKER_URL=broker, REDIS_URL=redis_url)
    yield opened
    opened.close()


def test_on_postgresql_with_two_celery_workers(spread: Fire) -> None:
    """Workers are killed whole, or one process of theirs; clocks too; tasks come twice."""
    from scheduler import engine

    fire = spread
    fire.light()
    clocks = [fire.start(*CLOCK) for _ in range(2)]
    workers = [fire.start(*WORKER, "-n", f"w{number}@%h") for number in range(2)]
    again = engine.Workers(engine.create(fire.environ["BROKER_URL"]))
    for number, threshold in enumerate(_thresholds(fire)):
        assert fire.wait_until(lambda least=threshold: _ended(fire) >= least, PATIENCE), fire.log()
        _deliver_twice(fire, again)
        if number % 5 == 4:
            fire.kill(clocks[0])
            clocks = [clocks[1], fire.start(*CLOCK)]
        elif number % 2:
            os.kill(psutil.Process(workers[0].pid).children()[0].pid, signal.SIGKILL)
        else:
            fire.kill(workers[0])
            workers = [workers[1], fire.start(*WORKER, "-n", f"w{number + 2}@%h")]
    _finish(fire)
    _once_an_instant(fire)
    again.close()


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """One of this test's own, to be stopped."""
    folder = Path(tempfile.mkdtemp(prefix="changke-redis-"))
    folder.chmod(0o755)
    try:
        server = RedisServer(folder)
    except ServerUnavailableError as error:
        pytest.skip(f"{error}")
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def brokered(postgres_url: str, redis: RedisServer, tmp_path: Path) -> Iterator[Fire]:
    engine = engines.create(postgres_url)
    migrate.upgrade(engine)
    engine.dispose()
    opened = Fire(postgres_url, tmp_path, FEW, BROKER_URL=redis.url, REDIS_URL=redis.url)
    yield opened
    opened.close()


def test_workers_outlive_their_broker(brokered: Fire, redis: RedisServer) -> None:
    """Redis ends three times while tasks are being done, and comes back empty."""
    fire = brokered
    processes = [fire.start(*CLOCK), *(fire.start(*WORKER, "-n", f"w{n}@%h") for n in range(2))]
    for quarters in (3, 2, 1):
        left = FEW * quarters // 4
        assert fire.wait_until(lambda most=left: fire.open() <= most, PATIENCE), fire.log()
        os.kill(redis.pid, signal.SIGKILL)
        redis.stop()
        time.sleep(3)
        redis.start()
    assert fire.wait_until(lambda: fire.open() == 0, PATIENCE), fire.log()
    assert [one.poll() for one in processes] == [None] * 3, "none of them has ended"
    assert fire.prove()["accepted"] > FEW * 3 // 4


def _deliver_twice(fire: Fire, again: object) -> None:
    """The broker hands out tasks once more that are waiting, running or done."""
    with fire.store.reading() as session:
        newest = sa.select(Run.job, Run.instant, Run.shard).order_by(Run.id.desc()).limit(10)
        tasks = [Task(*row) for row in session.execute(newest)]
    for task in tasks:
        again.submit(task)  # type: ignore[attr-defined]
    time.sleep(0.1)
