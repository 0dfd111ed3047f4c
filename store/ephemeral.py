"""What may be lost: tokens, limits, wake-ups. In the process, or shared through Redis."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, cast

import redis

log = logging.getLogger(__name__)
LOCK_SECONDS = 15


class Ephemeral(Protocol):
    """Short-lived values by key; anything here may vanish at any time."""

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, value: str, seconds: int) -> None: ...

    def count(self, key: str, seconds: int) -> int:
        """Add one to a counter that ends `seconds` after its first use; return it."""

    def lock(self, key: str) -> AbstractContextManager[None]:
        """Hold `key` alone; a holder that dies loses it after `LOCK_SECONDS`."""


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

    def count(self, key: str, seconds: int) -> int:
        with self._guard:
            current = self._get(key)
            ends = self._values[key][0] if current else time.monotonic() + seconds
            total = int(current or 0) + 1
            self._values[key] = (ends, str(total))
            return total

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


class Shared:
    """Ephemeral values of many processes in Redis; while it is away, each process has its own."""

    def __init__(self, url: str, prefix: str = "changke:") -> None:
        self._redis = redis.Redis.from_url(
            url, decode_responses=True, socket_timeout=2, socket_connect_timeout=2
        )
        self._prefix = prefix
        self._own = InProcess()

    def get(self, key: str) -> str | None:
        try:
            return cast("str | None", self._redis.get(self._prefix + key))
        except redis.RedisError as error:
            _away(error)
            return self._own.get(key)

    def put(self, key: str, value: str, seconds: int) -> None:
        try:
            self._redis.set(self._prefix + key, value, ex=seconds)
        except redis.RedisError as error:
            _away(error)
            self._own.put(key, value, seconds)

    def count(self, key: str, seconds: int) -> int:
        try:
            with self._redis.pipeline() as pipe:
                pipe.incr(self._prefix + key)
                pipe.expire(self._prefix + key, seconds, nx=True)
                return int(pipe.execute()[0])
        except redis.RedisError as error:
            _away(error)
            return self._own.count(key, seconds)

    @contextmanager
    def lock(self, key: str) -> Iterator[None]:
        held: Any = self._redis.lock(
            f"{self._prefix}lock:{key}", timeout=LOCK_SECONDS, blocking_timeout=LOCK_SECONDS
        )
        try:
            held.acquire()
        except redis.RedisError as error:
            _away(error)
            with self._own.lock(key):
                yield
            return
        try:
            yield
        finally:
            try:
                held.release()
            except redis.RedisError as error:
                _away(error)


def _away(error: redis.RedisError) -> None:
    log.warning("redis is away, this process goes on alone", extra={"kind": type(error).__name__})


def create(redis_url: str) -> Ephemeral:
    """Redis where there is one, else this process."""
    return Shared(redis_url) if redis_url else InProcess()
