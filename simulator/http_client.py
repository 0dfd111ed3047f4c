"""One HTTP exchange that ends in its time, whatever the other side does."""

import http.client
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_BODY = 1024 * 1024


class NoAnswerError(Exception):
    """No whole answer came; `timed_out` tells the deadline from a broken connection."""

    def __init__(self, reason: str, *, timed_out: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.timed_out = timed_out


@dataclass(frozen=True)
class Answer:
    """Status and body of an HTTP response."""

    status: int
    body: str


def exchange(method: str, address: str, body: bytes | None, seconds: float) -> Answer:
    """Send one request on a new connection; the whole answer must come within `seconds` of it."""
    parts = urlsplit(address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host, port = parts.hostname or "", parts.port
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            host, port, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Accept": "*/*"}
        connection.request(method, target, body, headers)
        deadline = time.monotonic() + seconds
        response = _response(connection, deadline)
        return Answer(response.status, _read(connection, response, deadline))
    except TimeoutError as error:
        raise NoAnswerError("time-out", timed_out=True) from error
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswerError(type(error).__name__, timed_out=False) from error
    finally:
        connection.close()


def _limit(connection: http.client.HTTPConnection, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left)


def _response(connection: http.client.HTTPConnection, deadline: float) -> http.client.HTTPResponse:
    _limit(connection, deadline)
    return connection.getresponse()


def _read(
    connection: http.client.HTTPConnection,
    response: http.client.HTTPResponse,
    deadline: float,
) -> str:
    pieces: list[bytes] = []
    size = 0
    while size < MAX_BODY:
        _limit(connection, deadline)
        piece = response.read1(65_536)
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces).decode("utf-8", "replace")
