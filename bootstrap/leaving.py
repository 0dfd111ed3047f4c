"""Noticing that the process was asked to end, under a server that keeps the signal to itself.

granian waits for every open response before it ends, and an event stream stays open for minutes.
Its workers handle signals, yet the byte that Python writes for each into the wake-up descriptor
reaches us too (https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd).
"""

import os
import signal

ENDING = frozenset({signal.SIGTERM, signal.SIGINT})


class Leaving:
    """Call it to ask whether this process was told to end; False where nobody can know."""

    def __init__(self) -> None:
        self._told = False
        reading, writing = os.pipe()
        for end in (reading, writing):
            os.set_blocking(end, False)
        self._reading: int | None = reading if _watched(writing) else None
        if self._reading is None:
            os.close(reading)
            os.close(writing)

    def __call__(self) -> bool:
        if self._reading is not None and not self._told:
            try:
                self._told = any(number in ENDING for number in os.read(self._reading, 64))
            except BlockingIOError:
                return False
        return self._told


def _watched(descriptor: int) -> bool:
    """Have signals written there, unless another part of the process wants them already."""
    try:
        earlier = signal.set_wakeup_fd(descriptor, warn_on_full_buffer=False)
    except ValueError:  # only the main thread may
        return False
    if earlier != -1:
        signal.set_wakeup_fd(earlier)
        return False
    return True
