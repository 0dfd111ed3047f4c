"""What may be lost: tokens, limits, wake-ups. In the process, or shared through Redis."""

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Ephemeral(Protocol):
    """Short-lived values by key; anything here may vanish at any time."""

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, value: str, seconds: int) -> None: ...

    def lock(self, key: str) -> AbstractContextManager[None]:
        """Hold `key` alone; a holder that dies loses it after a while."""


class InProcess:
    """Ephemeral values of one process."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[float, str]] = {}
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}

    def get(self, key: str) -> str | None:
        with self._guard:
            return self._get(key)

    def put(self, key: str, value: str, seconds: int) -> None:
        with self._guard:
            self._values[key] = (time.monotonic() + seconds, value)

    @contextmanager
    def lock(self, key: str) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            yield

    def _get(self, key: str) -> str | None:
        ends, value = self._values.get(key, (0.0, ""))
        if ends > time.monotonic():
            return value
        self._values.pop(key, None)
        return None


def create(redis_url: str) -> Ephemeral:
    """Redis where there is one, else this process."""
    if not redis_url:
        return InProcess()
    from store.shared import Shared

    return Shared(redis_url)
