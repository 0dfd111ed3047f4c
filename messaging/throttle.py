"""How many messages of an account may go now: token buckets that all processes share.

A bucket holds a fifth of what its span allows and refills at the rest, so that no span of its
length, wherever it begins, sees more than was set (a platform counts its own way).
"""

import json
from collections.abc import Iterator
from datetime import timedelta

from messaging.values import AccountLimits
from store.clock import Clock
from store.ephemeral import Ephemeral

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Throttle:
    """Token buckets in `ephemeral`; `clock` is real time, since tokens come back with it."""

    def __init__(self, ephemeral: Ephemeral, clock: Clock) -> None:
        self._ephemeral = ephemeral
        self._clock = clock

    def take(self, limits: AccountLimits, wanted: int) -> int:
        """Take up to `wanted` tokens from every bucket of the account; return how many."""
        granted, taken = wanted, list[tuple[timedelta, int, int]]()
        for unit, most in _buckets(limits):
            granted = self._change(limits.account, unit, most, granted)
            taken.append((unit, most, granted))
        for unit, most, count in taken:
            if count > granted:
                self._change(limits.account, unit, most, granted - count)
        return granted

    def give_back(self, limits: AccountLimits, unused: int) -> None:
        """Return tokens that were taken for messages that did not go."""
        for unit, most in _buckets(limits) if unused > 0 else ():
            self._change(limits.account, unit, most, -unused)

    def _change(self, account: str, unit: timedelta, most: int, wanted: int) -> int:
        key = f"rate:{account}:{unit.seconds}"
        capacity = max(1.0, most / 5)
        per_second = max(most - capacity, most / 2) / unit.total_seconds()
        with self._ephemeral.lock(key):
            now = self._clock.now().timestamp()
            tokens, since = json.loads(self._ephemeral.get(key) or f"[{capacity}, {now}]")
            tokens = min(capacity, tokens + max(0.0, now - since) * per_second)
            granted = min(wanted, int(tokens))
            kept = json.dumps([min(capacity, tokens - granted), now])
            self._ephemeral.put(key, kept, 2 * unit.seconds + 1)
        return granted


def _buckets(limits: AccountLimits) -> Iterator[tuple[timedelta, int]]:
    if limits.per_second:
        yield SECOND, limits.per_second
    if limits.per_minute:
        yield MINUTE, limits.per_minute
