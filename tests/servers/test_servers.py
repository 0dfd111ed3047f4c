"""The tests' own servers: real, separate for each test, and gone afterwards."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis
import sqlalchemy as sa

from tests.servers import redis_server
from tests.servers.fleet import Fleet
from tests.servers.postgres_server import PostgresServer
from tests.servers.process import ServerProcess, ServerUnavailableError, unprivileged_account
from tests.servers.redis_server import RedisServer


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder other accounts may enter, as pytest's own are closed and servers run as another."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_database_of_each_kind_is_empty_and_takes_rows(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    try:
        assert sa.inspect(engine).get_table_names() == []
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE note (words VARCHAR(40))"))
            connection.execute(sa.text("INSERT INTO note VALUES ('常客 😀')"))
        with engine.begin() as connection:
            assert connection.scalar(sa.text("SELECT words FROM note")) == "常客 😀"
    finally:
        engine.dispose()


@pytest.mark.parametrize("round_number", [1, 2])
def test_each_test_gets_an_empty_redis(redis_url: str, round_number: int) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        assert client.set("left over", round_number)


def test_a_given_address_is_used_as_it_is(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_REDIS_URL", redis_url)
    fleet = Fleet()

    status = fleet.status("redis")

    assert status.url == redis_url
    assert status.line.endswith("given by TEST_REDIS_URL")


def test_what_another_process_started_is_not_started_again() -> None:
    fleet = Fleet({"redis": {"url": "redis://127.0.0.1:1/0", "line": "Redis elsewhere"}})

    assert fleet.status("redis").url == "redis://127.0.0.1:1/0"


def test_a_stopped_server_leaves_no_process(open_folder: Path) -> None:
    server = PostgresServer(open_folder)
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]

    server.stop()

    assert not any(process.is_running() for process in family)


def test_a_server_that_cannot_start_says_its_last_words(open_folder: Path) -> None:
    account = unprivileged_account()
    account.own(open_folder)
    process = ServerProcess(
        ["/bin/sh", "-c", "echo no room left; exit 3"], account=account, folder=open_folder
    )

    with pytest.raises(ServerUnavailableError, match="no room left"):
        process.wait_until(lambda: False)
    process.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals the death of a parent")
def test_a_server_dies_with_the_test_process(open_folder: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WITH_A_SERVER, str(open_folder)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    pid = int(killed.stdout)

    assert killed.returncode == -9
    gone, _ = psutil.wait_procs(
        [psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10
    )
    assert gone or not psutil.pid_exists(pid)


KILLED_WITH_A_SERVER = """
import os, pathlib, signal, sys
from tests.servers.redis_server import RedisServer
print(RedisServer(pathlib.Path(sys.argv[1])).pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_emptying_redis_leaves_other_databases_alone(open_folder: Path) -> None:
    server = RedisServer(open_folder)
    try:
        other = server.url.removesuffix("/0") + "/1"
        with redis.Redis.from_url(server.url) as mine, redis.Redis.from_url(other) as theirs:
            mine.set("a", 1)
            theirs.set("a", 1)
            redis_server.empty(server.url)
            assert (mine.dbsize(), theirs.dbsize()) == (0, 1)
    finally:
        server.stop()
