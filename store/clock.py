"""What time it is, handed to everything that needs to know."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class OffsetClock:
    """The system clock shifted by the seconds written in a file, re-read when it changes.

    A simulated platform moves several processes through time together with it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = (0, 0)
        self._offset = timedelta()

    def now(self) -> datetime:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return datetime.now(UTC) + self._offset
        seen = found.st_mtime_ns, found.st_ino  # two files may be of the same instant
        if seen != self._seen:
            self._offset = timedelta(seconds=float(self._path.read_text() or 0))
            self._seen = seen
        return datetime.now(UTC) + self._offset


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now

    def advance(self, **delta: float) -> datetime:
        """Move forward by `timedelta(**delta)` and return the new instant."""
        self._now += timedelta(**delta)
        return self._now
