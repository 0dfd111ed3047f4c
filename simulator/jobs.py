"""Work the platform does a little later, in one thread and in order."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable

Job = Callable[[], None]


class Jobs:
    """Runs each job `delay` real seconds after it was given."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._waiting: list[tuple[float, int, Job]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._unfinished = 0
        self._stopped = False
        self._thread: threading.Thread | None = None

    def add(self, job: Job) -> None:
        with self._changed:
            if self._stopped:
                return
            due = time.monotonic() + self._delay
            heapq.heappush(self._waiting, (due, next(self._numbers), job))
            self._unfinished += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait_idle(self, timeout: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._unfinished == 0, timeout)

    def stop(self) -> None:
        """Drop what has not begun."""
        with self._changed:
            self._stopped = True
            self._unfinished -= len(self._waiting)
            self._waiting.clear()
            self._changed.notify_all()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            try:
                job()
            finally:
                with self._changed:
                    self._unfinished -= 1
                    self._changed.notify_all()

    def _next(self) -> Job | None:
        with self._changed:
            while not self._stopped:
                if not self._waiting:
                    self._changed.wait()
                    continue
                left = self._waiting[0][0] - time.monotonic()
                if left <= 0:
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(left)
        return None
