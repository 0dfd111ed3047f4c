"""A result that another thread will give.

It does what `concurrent.futures.Future` does for one waiter, on a plain lock instead of a
condition: on a message's path the difference is as large as a statement (docs/performance.md).
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """Set once, by `set_result` or `set_exception`."""

    __slots__ = ("_callbacks", "_done", "_error", "_pending", "_result")

    def __init__(self) -> None:
        self._pending = threading.Lock()
        self._pending.acquire()
        self._done = False
        self._result: T
        self._error: BaseException | None = None
        self._callbacks: list[Callable[[Later[T]], None]] = []

    def set_result(self, result: T) -> None:
        self._result = result
        self._end()

    def set_exception(self, error: BaseException) -> None:
        self._error = error
        self._end()

    def done(self) -> bool:
        return self._done

    def add_done_callback(self, callback: "Callable[[Later[T]], None]") -> None:
        """Call it with this when it is done, on the thread that sets it; at once if it is."""
        self._callbacks.append(callback)
        if self._done:
            self._call_back()

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """What went wrong, if anything; `TimeoutError` when nothing came within the seconds."""
        if not self._pending.acquire(timeout=-1 if timeout is None else max(timeout, 0)):
            raise TimeoutError
        self._pending.release()
        return self._error

    def result(self, timeout: float | None = None) -> T:
        """The result, or raise what went wrong, or `TimeoutError`."""
        if (error := self.exception(timeout)) is not None:
            raise error
        return self._result

    def _end(self) -> None:
        self._done = True
        self._pending.release()
        if self._callbacks:
            self._call_back()

    def _call_back(self) -> None:
        while self._callbacks:
            try:
                callback = self._callbacks.pop()
            except IndexError:
                return
            callback(self)
