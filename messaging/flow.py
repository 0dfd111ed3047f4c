"""Hands claims to threads that send, and their results back to the one that talks to the store."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from queue import Empty, SimpleQueue

from messaging.values import Claim, Result

TOGETHER = 64
MOMENT = 0.03
Outcome = tuple[Claim, Result | BaseException]


class Flow:
    """What is being sent: `out` claims were put in and have not been collected."""

    def __init__(self, pool: Executor, threads: int, send: Callable[[Claim], Result]) -> None:
        self.out = 0
        self._send = send
        self._todo: SimpleQueue[Claim | None] = SimpleQueue()
        self._done: SimpleQueue[Outcome] = SimpleQueue()
        self._pumps = [pool.submit(self._pump) for _ in range(threads)]

    def put(self, claims: Iterable[Claim]) -> None:
        """Let these be sent."""
        for claim in claims:
            self.out += 1
            self._todo.put(claim)

    def collect(self) -> list[Outcome]:
        """Wait for a result, and a moment for as many as are worth a transaction."""
        found = [self._done.get()]
        enough = min(TOGETHER, self.out)
        until = time.monotonic() + MOMENT
        while len(found) < enough and (left := until - time.monotonic()) > 0:
            try:
                found.append(self._done.get(timeout=left))
            except Empty:
                break
        return self._counted([*found, *_all(self._done)])

    def end(self) -> tuple[list[Outcome], list[Claim]]:
        """Wait for what is being sent; return its results, and the claims nobody has begun."""
        unsent = [claim for claim in _all(self._todo) if claim is not None]
        for _ in self._pumps:
            self._todo.put(None)
        for pump in self._pumps:
            pump.result()
        self.out -= len(unsent)
        return self._counted(_all(self._done)), unsent

    def _counted(self, outcomes: list[Outcome]) -> list[Outcome]:
        self.out -= len(outcomes)
        return outcomes

    def _pump(self) -> None:
        while (claim := self._todo.get()) is not None:
            try:
                self._done.put((claim, self._send(claim)))
            except BaseException as error:  # noqa: BLE001 - the thread that collects raises it
                self._done.put((claim, error))


def _all(queue: "SimpleQueue[Outcome] | SimpleQueue[Claim | None]") -> list:  # type: ignore[type-arg]
    found = []
    while True:
        try:
            found.append(queue.get_nowait())
        except Empty:
            return found
