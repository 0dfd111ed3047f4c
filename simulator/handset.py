"""A phone of either platform for scenario tests: read what came, and wait for it."""

import time
from collections import deque

from simulator.account import Account
from simulator.official.customers import Bubble

PATIENCE = 30.0


class Handset:
    """What one person's phone shows; `name` says whose it is."""

    def __init__(self, account: Account, name: str, bubbles: deque[Bubble]) -> None:
        self._account = account
        self._bubbles = bubbles
        self.name = name

    @property
    def messages(self) -> list[Bubble]:
        """Everything on the phone, oldest first."""
        with self._account.lock:
            return list(self._bubbles)

    @property
    def received(self) -> list[Bubble]:
        """What the other side sent, in any way."""
        return [bubble for bubble in self.messages if bubble.sender == "account"]

    def hears(self, words: str, timeout: float = PATIENCE, *, after: int = 0) -> Bubble:
        """Wait (real seconds) for something from the other side that contains `words`.

        `after` is a bubble's id: only later ones count. TimeoutError tells what came instead.
        """
        seen = self._account.feed.latest
        deadline = time.monotonic() + timeout
        while True:
            for bubble in self.received:
                if bubble.id > after and words in bubble.text:
                    return bubble
            left = deadline - time.monotonic()
            if left <= 0:
                came = [bubble.text for bubble in self.received if bubble.id > after]
                raise TimeoutError(f"{self.name} did not hear {words!r} but {came}")
            seen = self._account.feed.wait(seen, left)
