"""The whole demonstration, started as `make run` starts it, in a folder of its own."""

import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 180
STOP_SECONDS = 60
PHONE = re.compile(r"phone\s+(http\S+)")
CONSOLE = re.compile(r"console\s+(http\S+)")
ACCOUNT = re.compile(r"name (\S+)\s+.*password (\S+)")
LAST_LINE = "Ctrl-C"


@dataclass(frozen=True)
class Addresses:
    """What the demonstration prints for a newcomer."""

    phone: str
    console: str
    staff: str
    password: str


class Shop:
    """A running demonstration."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bootstrap.demo"],
                cwd=ROOT,
                env={**os.environ, "DEMO_FOLDER": str(folder), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._lines: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.addresses = _addresses(self._until_ready())

    def stop(self) -> int:
        """Ask it to end, as Ctrl-C does; return its exit status."""
        self._process.send_signal(signal.SIGINT)
        try:
            status = self._process.wait(STOP_SECONDS)
        finally:
            self._process.kill()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return status

    def complaints(self) -> str:
        """What it has written to its standard error."""
        return self._log.read_text()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)
        self._lines.put("")

    def _until_ready(self) -> str:
        printed = ""
        while LAST_LINE not in printed:
            try:
                line = self._lines.get(timeout=READY_SECONDS)
            except Empty:
                line = ""
            if not line:
                self.stop()
                raise AssertionError(f"no demonstration: {printed}\n{self.complaints()}")
            printed += line
        return printed


def _addresses(printed: str) -> Addresses:
    staff, password = _found(ACCOUNT, printed)
    (phone,), (console,) = _found(PHONE, printed), _found(CONSOLE, printed)
    return Addresses(phone, console, staff, password)


def _found(pattern: re.Pattern[str], printed: str) -> tuple[str, ...]:
    match = pattern.search(printed)
    assert match, f"no {pattern.pattern} in: {printed}"
    return match.groups()
