"""Ephemeral values of many processes, in Redis."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import redis

from store.ephemeral import InProcess

log = logging.getLogger(__name__)
LOCK_SECONDS = 15


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
