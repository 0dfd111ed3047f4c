"""Who asked for news a moment ago and was let in."""

import hashlib
import time
from collections.abc import Callable

PASS_SECONDS = 10.0
MOST_PASSES = 5000


class Passes:
    """Sessions that were checked, for `PASS_SECONDS` each: then the next request is checked whole.

    A locked account and an ended session stop hearing news within that time. Only digests of the
    cookies are kept. `clock` counts monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[bytes, float] = {}

    def give(self, cookie: str) -> None:
        """Note that a request with this cookie header passed every check just now."""
        if len(self._until) >= MOST_PASSES:
            self._until.clear()
        self._until[_digest(cookie)] = self._clock() + PASS_SECONDS

    def holds(self, cookie: str) -> bool:
        """Whether this very header passed within the last `PASS_SECONDS`."""
        return self._until.get(_digest(cookie), 0.0) > self._clock()


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
