"""The real seconds that the product allows itself, stretched: a busy machine changes no outcome.

A test that is about one of these times sets it for itself.
"""

import time
from collections.abc import Callable

import bot.webhook
from store import engine, shared

SECONDS = 60.0
"""How long a test waits for what must come; nothing takes longer for that."""

MILLISECONDS = SECONDS * 1000


def stretch() -> None:
    """Give a delivery, a lock and a server a minute in this process."""
    bot.webhook.ANSWER_SECONDS = SECONDS
    bot.webhook.COMMIT_SECONDS = SECONDS
    engine.CONNECT_SECONDS = int(SECONDS)
    shared.ANSWER_SECONDS = SECONDS
    engine.BUSY_TIMEOUT_MS = int(MILLISECONDS)


def until(ready: Callable[[], object]) -> None:
    """Wait for what must become true; `AssertionError` when it does not."""
    ends = time.monotonic() + SECONDS
    while not ready():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.005)
