"""Who answers a delivery: the HTTP response, or a message that follows later."""

import threading


class Promise:
    """Settled once, by the turn that has an answer or by the edge that ran out of time.

    The turn calls `claim` before it stores its reply: True means that the edge still waits and the
    reply goes into the response; False that it must go out as a message of its own. The edge calls
    `give_up` when its time is over: True means that the answer will follow, False that the turn
    has claimed the response and is just committing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = "open"

    def claim(self) -> bool:
        return self._become("claimed")

    def give_up(self) -> bool:
        return self._become("given up")

    def _become(self, state: str) -> bool:
        with self._lock:
            if self._state == "open":
                self._state = state
            return self._state == state
