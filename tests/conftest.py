"""What every test may ask for: real servers, and at the end a word on which of them ran."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.servers import mysql_server, postgres_server, redis_server
from tests.servers.fleet import Fleet

FLEET = pytest.StashKey[Fleet]()
SERVER = "server"
BACKENDS = ("sqlite", "postgresql", "mysql")

settings.register_profile("changke", deadline=None)
settings.load_profile("changke")


def pytest_configure(config: pytest.Config) -> None:
    workerinput: dict[str, Any] = getattr(config, "workerinput", {})
    config.stash[FLEET] = Fleet(workerinput.get("servers"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist: the controller starts the servers once and tells each worker."""
    node.workerinput["servers"] = node.config.stash[FLEET].start_all()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[FLEET].stop()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say which servers tests ran on, and in one line each what did not run and why."""
    known = config.stash[FLEET].known()
    used, skipped = _counted(terminalreporter.stats)
    if not known and not skipped:
        return
    terminalreporter.section("servers")
    for kind, status in known.items():
        count = f"; {used[kind]} tests used it" if status.url else ""
        terminalreporter.write_line(f"{status.line}{count}")
    for reason, tests in sorted(skipped.items()):
        terminalreporter.write_line(f"NOT RUN: {tests} tests, because {reason}")


def _counted(stats: dict[str, list[Any]]) -> tuple[Counter[str], Counter[str]]:
    ran = [*stats.get("passed", []), *stats.get("failed", [])]
    used = Counter(
        value for report in ran for name, value in report.user_properties if name == SERVER
    )
    reasons = (report.longrepr for report in stats.get("skipped", []))
    skipped = Counter(
        str(reason[2]).removeprefix("Skipped: ") for reason in reasons if isinstance(reason, tuple)
    )
    return used, skipped


def _server(request: pytest.FixtureRequest, kind: str) -> str:
    """The address of a running server; a test that needs one that cannot run is skipped."""
    status = request.config.stash[FLEET].status(kind)
    if status.url is None:
        pytest.skip(status.line)
    request.node.user_properties.append((SERVER, kind))
    return status.url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLAlchemy URL of a file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'changke.sqlite3'}"


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A SQLAlchemy URL of an empty PostgreSQL database, this test's own."""
    server = _server(request, "postgresql")
    database = postgres_server.create_database(server)
    yield database
    postgres_server.drop_database(server, database)


@pytest.fixture
def mysql_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A SQLAlchemy URL of an empty MySQL or MariaDB database, this test's own."""
    server = _server(request, "mysql")
    database = mysql_server.create_database(server)
    yield database
    mysql_server.drop_database(server, database)


@pytest.fixture
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty Redis database that no other worker uses."""
    server = sa.make_url(_server(request, "redis"))
    worker: dict[str, Any] = getattr(request.config, "workerinput", {})
    number = int(server.database or 0) + int(str(worker.get("workerid", "gw0"))[2:])
    url = server.set(database=str(number)).render_as_string(hide_password=False)
    redis_server.empty(url)
    yield url
    redis_server.empty(url)


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn: the test runs on SQLite, PostgreSQL and MySQL."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url", "mysql": "mysql_url"}
    return str(request.getfixturevalue(fixture[request.param]))
