"""The virtual clock: real time plus an offset that only the tester moves."""

import contextlib
import os
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


class VirtualClock:
    """Runs with real time; every expiry, window and quota of the platform is measured on it.

    With a `file`, the offset is kept there in decimal seconds (replaced atomically), so that
    the program under test can follow the same clock.
    """

    def __init__(self, file: Path | None = None, on_change: Callable[[], None] | None = None):
        self._offset = 0.0
        self._file = file
        self._lock = threading.Lock()
        self._on_change = on_change
        self._publish()

    @property
    def offset(self) -> float:
        """Seconds by which virtual time is ahead of real time."""
        return self._offset

    def now(self) -> float:
        """Virtual seconds since 1970 (UTC)."""
        return time.time() + self._offset

    def instant(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._offset += seconds
            self._publish()
        self._announce()

    def set(self, moment: datetime) -> None:
        """Move to an aware instant; going back is allowed."""
        if moment.tzinfo is None:
            raise ValueError("the virtual clock needs an instant with a time zone")
        with self._lock:
            self._offset = moment.timestamp() - time.time()
            self._publish()
        self._announce()

    def reset(self) -> None:
        with self._lock:
            self._offset = 0.0
            self._publish()
        self._announce()

    def _announce(self) -> None:
        if self._on_change is not None:
            self._on_change()

    def _publish(self) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=f".{self._file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as draft:
                draft.write(f"{self._offset:.6f}\n")
            Path(name).chmod(0o644)
            Path(name).replace(self._file)
        except OSError:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise
