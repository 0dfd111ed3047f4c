"""A server process that tests own: unprivileged, on a free port, gone when the tests are."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 180
STOP_SECONDS = 60
PR_SET_PDEATHSIG = 1


class ServerUnavailableError(Exception):
    """A server cannot run here; the message says why, in words for the person running tests."""


@dataclass(frozen=True)
class Account:
    """The system account a server runs as, or nobody in particular when we are not root."""

    uid: int | None
    gid: int | None

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def unprivileged_account() -> Account:
    """PostgreSQL refuses to run as root, so as root its processes run as `nobody`."""
    if os.geteuid() != 0:
        return Account(None, None)
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def free_port() -> int:
    """A port where the next server may listen, and which the system gives to nobody else: for a
    minute it waits for the rest of a connection that this side has closed first."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        with socket.create_connection(address) as client:
            served, _ = server.accept()
            served.close()
            client.recv(1)
    return int(address[1])


def run_tool(command: Sequence[str | Path], account: Account, folder: Path) -> str:
    """Run a command to its end as `account`; its whole output goes into the error if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        user=account.uid,
        group=account.gid,
        extra_groups=[] if account.uid is not None else None,
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServerUnavailableError(f"{Path(command[0]).name} failed: {done.stdout.strip()}")
    return done.stdout


class ServerProcess:
    """One running server. `stop_signal` is the one that stops it at once and in order."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        account: Account,
        folder: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self._stop_signal = stop_signal
        self._log = folder / "server.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                user=account.uid,
                group=account.gid,
                extra_groups=[] if account.uid is not None else None,
                cwd=folder,
                env=_environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_dies_with_parent(stop_signal),  # noqa: PLW1509  no threads yet
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not ready():
            if self._process.poll() is not None:
                raise ServerUnavailableError(f"stopped at once: {self._last_words()}")
            if time.monotonic() > deadline:
                self.stop()
                raise ServerUnavailableError(
                    f"not ready in {READY_SECONDS} s: {self._last_words()}"
                )
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(self._stop_signal)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace").strip()[-800:]


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C",
        "TZ": "UTC",
    }


def _dies_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Ask Linux to stop the server even when the test process is killed with -9."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop_signal))

    return ask
