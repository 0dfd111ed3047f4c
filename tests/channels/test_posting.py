"""Posting over kept connections: what is known when something goes wrong."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from channels import posting
from channels.posting import BrokenError, NotSentError, Poster
from tests import patience

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
Talk = Callable[[socket.socket], None]


class Far:
    """A server that does what it is told on each connection, and keeps what it was sent."""

    def __init__(self) -> None:
        self.talks: list[Talk] = []
        self.connections = 0
        self.heard: list[bytes] = []
        self.closed = threading.Semaphore(0)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}/base"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                talk = self.talks[min(self.connections, len(self.talks) - 1)]
                self.connections += 1
                talk(connection)
            self.closed.release()

    def answer(self, connection: socket.socket, times: int) -> None:
        for _ in range(times):
            self.heard.append(connection.recv(65_536))
            connection.sendall(ANSWER)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(patience.SECONDS)


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far()
    yield made
    made.close()


@pytest.fixture
def poster(far: Far) -> Iterator[Poster]:
    made = Poster(far.address)
    yield made
    made._drop()


def test_a_connection_is_used_again(far: Far, poster: Poster) -> None:
    far.talks = [lambda connection: far.answer(connection, 3)]
    for _ in range(3):
        assert poster.post("send?access_token=t", {"a": "好"}) == (200, b"{}")
    assert far.connections == 1
    head, _, body = far.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /base/send?access_token=t HTTP/1.1\r\n")
    assert body.decode() == '{"a":"好"}'


def test_a_connection_the_far_end_has_closed_is_not_used(far: Far, poster: Poster) -> None:
    far.talks = [lambda connection: far.answer(connection, 1)]
    for _ in range(3):
        assert poster.post("send", {}) == (200, b"{}")
        assert far.closed.acquire(timeout=patience.SECONDS)
    assert far.connections == 3


def test_a_connection_that_was_idle_is_not_used(
    far: Far, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    far.talks = [lambda connection: far.answer(connection, 1)]
    monkeypatch.setattr(posting, "IDLE_SECONDS", -1)
    for _ in range(2):
        poster.post("send", {})
    assert far.connections == 2


def test_an_answer_that_does_not_come_is_ambiguous(far: Far, poster: Poster) -> None:
    far.talks = [lambda connection: far.heard.append(connection.recv(65_536))]
    with pytest.raises(BrokenError):
        poster.post("send", {})
    assert far.connections == 1, "and it is not asked twice"
    far.talks = [lambda connection: far.answer(connection, 1)]
    assert poster.post("send", {}) == (200, b"{}")


def test_without_a_connection_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotSentError):
        Poster(f"http://127.0.0.1:{port}").post("send", {})
