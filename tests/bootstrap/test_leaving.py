"""A process notices that it was asked to end, though its server keeps the signal."""

import os
import signal
from collections.abc import Iterator

import pytest

from bootstrap.leaving import Leaving


@pytest.fixture
def handled() -> Iterator[None]:
    """The server handles the signals itself; afterwards all is as it was."""
    signal.set_wakeup_fd(-1)
    earlier = {number: signal.signal(number, lambda *_: None) for number in _SIGNALS}
    yield
    signal.set_wakeup_fd(-1)
    for number, handler in earlier.items():
        signal.signal(number, handler)


_SIGNALS = (signal.SIGTERM, signal.SIGUSR1)


@pytest.mark.usefixtures("handled")
def test_the_signal_to_end_is_noticed_and_no_other() -> None:
    leaving = Leaving()
    assert not leaving()
    os.kill(os.getpid(), signal.SIGUSR1)
    assert not leaving()
    os.kill(os.getpid(), signal.SIGTERM)

    assert leaving()
    assert leaving()


@pytest.mark.usefixtures("handled")
def test_who_watches_signals_already_goes_on_watching() -> None:
    first, second = Leaving(), Leaving()
    os.kill(os.getpid(), signal.SIGTERM)

    assert first()
    assert not second()
