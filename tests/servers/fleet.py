"""The servers of one test session: which run, from where, and why one does not.

Under pytest-xdist the controller starts them and hands its workers the addresses;
otherwise each starts when the first test asks for it.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from tests.servers import mysql_server, postgres_server, redis_server
from tests.servers.process import ServerUnavailableError


class Server(Protocol):
    @property
    def url(self) -> str: ...

    def stop(self) -> None: ...


@dataclass(frozen=True)
class Kind:
    """What a kind of server is called, where its address may be given and how one is started."""

    variable: str
    title: str
    start: Callable[[Path], Server]
    version: Callable[[str], str]


KINDS: Mapping[str, Kind] = {
    "postgresql": Kind(
        "TEST_POSTGRES_URL",
        "PostgreSQL",
        postgres_server.PostgresServer,
        postgres_server.version,
    ),
    "redis": Kind(
        "TEST_REDIS_URL",
        "Redis",
        redis_server.RedisServer,
        redis_server.version,
    ),
    "mysql": Kind(
        "TEST_MYSQL_URL",
        "MySQL/MariaDB",
        mysql_server.MysqlServer,
        mysql_server.version,
    ),
}


@dataclass(frozen=True)
class Status:
    """A server's address and a line about it; without an address the line says why not."""

    url: str | None
    line: str


class Fleet:
    """The servers of this session, by kind ("postgresql", "redis", "mysql")."""

    def __init__(self, known: Mapping[str, Mapping[str, str | None]] | None = None) -> None:
        self._statuses = {
            kind: Status(url=told["url"], line=str(told["line"]))
            for kind, told in (known or {}).items()
        }
        self._running: list[Server] = []
        self._folder: Path | None = None

    def status(self, kind: str) -> Status:
        """Where the server is, started if need be."""
        if kind not in self._statuses:
            self._statuses[kind] = self._bring_up(KINDS[kind])
        return self._statuses[kind]

    def start(self, wanted: Collection[str]) -> dict[str, dict[str, str | None]]:
        """Start these kinds; return what `Fleet(known=…)` in another process needs."""
        return {kind: asdict(self.status(kind)) for kind in KINDS if kind in wanted}

    def known(self) -> Mapping[str, Status]:
        return dict(self._statuses)

    def stop(self) -> None:
        while self._running:
            self._running.pop().stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _bring_up(self, kind: Kind) -> Status:
        given = os.environ.get(kind.variable)
        if given:
            return Status(given, f"{kind.title} {kind.version(given)} given by {kind.variable}")
        began = time.monotonic()
        try:
            server = kind.start(self._new_folder())
        except ServerUnavailableError as reason:
            return Status(None, f"{kind.title} did not run: {reason}")
        self._running.append(server)
        took = time.monotonic() - began
        version = kind.version(server.url)
        return Status(server.url, f"{kind.title} {version} started for the tests in {took:.1f} s")

    def _new_folder(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="changke-tests-"))
            self._folder.chmod(0o755)
        return Path(tempfile.mkdtemp(dir=self._folder))
