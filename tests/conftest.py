"""What every test may ask for: real servers, and at the end a word on which of them ran."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from store import engine as engines
from store import migrate
from store.transactions import Store
from tests import patience
from tests.servers import compiled, mysql_server, pages, postgres_server, redis_server
from tests.servers.fleet import Fleet
from tests.servers.migrated import MigratedDatabase

FLEET = pytest.StashKey[Fleet]()
SERVER = "server"
BACKENDS = ("sqlite", "postgresql", "mysql")
SERVERS: dict[str, Any] = {"postgresql": postgres_server, "mysql": mysql_server}
DEFAULT_BACKENDS = "sqlite"
RACING_BACKENDS = "postgresql"
PAGES_AND_TALK = ("console", "handlers", "bot", "bootstrap", "conversations")
"""Folders of tests that reach the database through services which have tests of their own."""

# The same examples in every run, however busy the machine is.
settings.register_profile(
    "changke",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("changke")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        default=DEFAULT_BACKENDS,
        help=f"what the `store` of a test runs on (default {DEFAULT_BACKENDS}; also "
        "postgresql and mysql)",
    )
    parser.addoption(
        "--races-on",
        default=RACING_BACKENDS,
        help=f"what tests marked `races` run on besides (default {RACING_BACKENDS})",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for `store`, `store_url` or `database_url` on every chosen one."""
    for fixture in {"store_url", "database_url"} & set(metafunc.fixturenames):
        chosen = metafunc.config.getoption("--databases").split(",")
        if metafunc.definition.get_closest_marker("races"):
            chosen += metafunc.config.getoption("--races-on").split(",")
        kinds = [kind for kind in dict.fromkeys(chosen) if kind]
        metafunc.parametrize(fixture, kinds, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on a database, and of that what another database may decide otherwise."""
    for item in items:
        if {"store_url", "database_url"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
            folders = item.nodeid.split("::")[0].split("/")
            if item.get_closest_marker("races") or not set(PAGES_AND_TALK) & set(folders):
                item.add_marker("dialect")


def pytest_collection_finish() -> None:
    """Where there are pages, give what appears on them as long as everything else."""
    if pages := sys.modules.get("playwright.sync_api"):
        pages.expect.set_options(timeout=patience.MILLISECONDS)


def pytest_configure(config: pytest.Config) -> None:
    workerinput: dict[str, Any] = getattr(config, "workerinput", {})
    compiled.share()
    pages.share()
    config.stash[FLEET] = Fleet(workerinput.get("servers"))
    patience.stretch()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist: the controller starts what is chosen once and tells each worker."""
    chosen = [node.config.getoption(option) for option in ("--databases", "--races-on")]
    wanted = {"redis", *",".join(chosen).split(",")}
    node.workerinput["servers"] = node.config.stash[FLEET].start(wanted)


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
    left_out = sorted(set(BACKENDS) - set(config.getoption("--databases").split(",")))
    if left_out:
        racing = config.getoption("--races-on") or "none"
        terminalreporter.write_line(
            f"NOT CHOSEN by --databases: {', '.join(left_out)} (races ran on {racing})"
        )
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


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database on each of `--databases` in turn."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url", "mysql": "mysql_url"}
    return str(request.getfixturevalue(fixture[request.param]))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "changke.sqlite3"
    engine = engines.create(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_store(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    """The product's store on SQLite alone, for tests in which the database does not matter."""
    copy = tmp_path / "changke.sqlite3"
    shutil.copy(migrated_sqlite, copy)
    opened = Store(f"sqlite:///{copy}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def migrated_databases(request: pytest.FixtureRequest) -> Iterator[dict[str, MigratedDatabase]]:
    """The migrated databases of this worker, by kind, each made when first asked for."""
    databases: dict[str, MigratedDatabase] = {}
    yield databases
    for kind, database in databases.items():
        server = request.config.stash[FLEET].status(kind).url or ""
        SERVERS[kind].drop_database(server, database.url)


@pytest.fixture
def store_url(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    migrated_databases: dict[str, MigratedDatabase],
) -> Iterator[str]:
    """A migrated, empty database on each of `--databases` in turn."""
    kind: str = request.param
    if kind == "sqlite":
        copy = tmp_path / "changke.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), copy)
        yield f"sqlite:///{copy}"
        return
    server = _server(request, kind)
    if kind not in migrated_databases:
        migrated_databases[kind] = MigratedDatabase(SERVERS[kind].create_database(server))
    yield migrated_databases[kind].url
    migrated_databases[kind].reset()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """The product's store on a migrated, empty database."""
    opened = Store(store_url)
    yield opened
    opened.close()
