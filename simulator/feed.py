"""Live changes, numbered, for pages that listen (server-sent events) or poll."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

KEPT_CHANGES = 2_000


@dataclass(frozen=True)
class Change:
    """One thing that happened: `kind` says what, `data` is plain JSON."""

    number: int
    kind: str
    data: dict[str, Any]


class Feed:
    """The last changes in order; a listener who fell behind is told to reload."""

    def __init__(self) -> None:
        self._changes: deque[Change] = deque(maxlen=KEPT_CHANGES)
        self._number = 0
        self._news = threading.Condition()
        self._closed = False

    @property
    def latest(self) -> int:
        return self._number

    def publish(self, kind: str, **data: Any) -> None:
        with self._news:
            self._number += 1
            self._changes.append(Change(self._number, kind, data))
            self._news.notify_all()

    def since(self, number: int) -> list[Change]:
        """Changes after `number`; one `reload` when some of them are no longer kept."""
        with self._news:
            return self._after(number)

    def _after(self, number: int) -> list[Change]:
        if number > self._number:
            return [Change(self._number, "reload", {})]
        if self._changes and number < self._changes[0].number - 1:
            return [Change(self._number, "reload", {})]
        return [change for change in self._changes if change.number > number]

    def listen(self, number: int, patience: float) -> Iterator[list[Change]]:
        """Yield batches as they come, or an empty one after `patience` real seconds."""
        while not self._closed:
            with self._news:
                batch = self._after(number)
                if not batch:
                    self._news.wait(patience)
                    batch = self._after(number)
            if batch:
                number = batch[-1].number
            yield batch

    def wait(self, number: int, patience: float) -> int:
        """Wait until there is a change after `number`; the number of the latest."""
        with self._news:
            self._news.wait_for(lambda: self._number > number or self._closed, patience)
            return self._number

    def close(self) -> None:
        with self._news:
            self._closed = True
            self._news.notify_all()
