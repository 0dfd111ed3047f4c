"""The address of WeCom's callbacks pulls on a thread of its own, which ends with the process."""

import threading
from collections.abc import Iterable
from typing import Any

from bootstrap.wecom_door import Door

POST = {"REQUEST_METHOD": "POST"}


class EndlessPuller:
    """Has always more to pull, until it is told to stop."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.ended = 0
        self._stopped = threading.Event()

    def run(self) -> None:
        self.began.set()
        self._stopped.wait()
        self.ended += 1

    def stop(self) -> None:
        self._stopped.set()


def answer(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
    return [b"success"]


def test_closing_ends_the_pull_that_is_under_way_and_waits_for_it() -> None:
    puller = EndlessPuller()
    door = Door(answer, puller)
    door(POST, None)
    puller.began.wait()

    door.close()
    assert puller.ended >= 1


def test_a_callback_after_the_end_is_answered_and_pulls_nothing() -> None:
    puller = EndlessPuller()
    door = Door(answer, puller)
    door.close()

    assert door(POST, None) == [b"success"]
    assert not puller.began.is_set()
