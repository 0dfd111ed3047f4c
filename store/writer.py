"""SQLite has one writer at a time; within a process they wait for each other here."""

import threading


class NestedWriteError(RuntimeError):
    """A thread asked for a second transaction while its own first is open: it would wait for
    itself without an end. The work belongs into the first."""


class OneWriter:
    """A lock that tells a thread which holds it already, instead of letting it wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._owner == me:
            raise NestedWriteError("this thread has a transaction open")
        self._lock.acquire()
        self._owner = me

    def __exit__(self, *_error: object) -> None:
        self._owner = 0
        self._lock.release()
