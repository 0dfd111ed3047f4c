"""Ephemeral values of many processes, in Redis."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import redis

from store.ephemeral import InProcess

T = TypeVar("T")
log = logging.getLogger(__name__)
ANSWER_SECONDS = 2.0
LOCK_SECONDS = 15
AWAY_SECONDS = 5.0
"""For so long it is not asked again: one that does not answer would hold up every caller."""


class Shared:
    """Ephemeral values of many processes in Redis; while it is away, each process has its own."""

    def __init__(self, url: str, prefix: str = "changke:") -> None:
        self._redis = redis.Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
        )
        self._prefix = prefix
        self._own = InProcess()
        self._is_away = False
        self._asked_again_at = 0.0

    def get(self, key: str) -> str | None:
        return self._asked(
            lambda: cast("str | None", self._redis.get(self._prefix + key)),
            lambda: self._own.get(key),
        )

    def put(self, key: str, value: str, seconds: int) -> None:
        self._asked(
            lambda: self._redis.set(self._prefix + key, value, ex=seconds),
            lambda: self._own.put(key, value, seconds),
        )

    @contextmanager
    def lock(self, key: str) -> Iterator[None]:
        held: Any = self._redis.lock(
            f"{self._prefix}lock:{key}", timeout=LOCK_SECONDS, blocking_timeout=LOCK_SECONDS
        )
        if not self._asked(lambda: held.acquire() or True, lambda: False):
            with self._own.lock(key):
                yield
            return
        try:
            yield
        finally:
            self._asked(held.release, lambda: None)

    def _asked(self, ask: Callable[[], Any], own: Callable[[], T]) -> T:
        """What Redis says, or this process alone while it is away."""
        if self._is_away and time.monotonic() < self._asked_again_at:
            return own()
        try:
            answer = ask()
        except redis.exceptions.LockError:  # it took longer than the lock is held
            return own()
        except redis.RedisError as error:
            self._note_away(error)
            return own()
        if self._is_away:
            self._is_away = False
            log.warning("redis is back")
        return cast("T", answer)

    def _note_away(self, error: redis.RedisError) -> None:
        self._asked_again_at = time.monotonic() + AWAY_SECONDS
        if not self._is_away:
            self._is_away = True
            reason = f"{error}" or type(error).__name__
            log.warning("redis is away, this process goes on alone", extra={"reason": reason})
