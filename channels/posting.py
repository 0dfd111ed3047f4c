"""Posts JSON over connections that are kept alive, one for each thread, and says what is known.

A general client costs several times as much for such a request (`python -m bench drain`).
"""

import http.client
import json
import select
import ssl
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import certifi

CONNECT_SECONDS, READ_SECONDS = 3, 8
IDLE_SECONDS = 5
"""A connection idle for longer is not used again: the far end may have closed it, and a message
lost that way could not be told from one that arrived."""
HEADERS = "Content-Type: application/json\r\nAccept: application/json\r\n"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class NotSentError(Exception):
    """No connection: the request has not left, and may be made again."""


class BrokenError(Exception):
    """The request left and its answer did not come: it may have been carried out."""


class Poster:
    """Posts to paths below one address; any number of threads may use it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._secure = parts.scheme == "https"
        self._host = parts.netloc
        self._prefix = parts.path.rstrip("/")
        self._own = threading.local()
        self._tls: ssl.SSLContext | None = None

    def post(self, path: str, data: Mapping[str, Any]) -> tuple[int, bytes]:
        """Post once to `path`, which is quoted already; return status and body, or raise
        `NotSentError` or `BrokenError`."""
        body = _encode(dict(data)).encode()
        connection = self._connection()
        response = http.client.HTTPResponse(connection.sock, method="POST")
        try:
            connection.sock.sendall(self._request(path, body))
            response.begin()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            response.close()
            self._drop()
            raise BrokenError(type(error).__name__) from None
        self._own.used = time.monotonic()
        if response.will_close:
            self._drop()
        return response.status, answer

    def _request(self, path: str, body: bytes) -> bytes:
        """Head and body in one piece: one system call, most often one packet."""
        head = (
            f"POST {self._prefix}/{path} HTTP/1.1\r\nHost: {self._host}\r\n{HEADERS}"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode("ascii") + body

    def _connection(self) -> http.client.HTTPConnection:
        """This thread's connection, a new one if the old one is not to be trusted."""
        known: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if known is not None and self._is_good(known):
            return known
        self._drop()
        fresh = self._new()
        try:
            fresh.connect()
        except OSError as error:
            fresh.close()
            raise NotSentError(type(error).__name__) from None
        fresh.sock.settimeout(READ_SECONDS)
        self._own.connection = fresh
        return fresh

    def _is_good(self, connection: http.client.HTTPConnection) -> bool:
        """Whether it was used just now, and the far end has neither closed it nor said a word."""
        if time.monotonic() - self._own.used > IDLE_SECONDS or connection.sock is None:
            return False
        waiting = select.poll()
        waiting.register(connection.sock, select.POLLIN)
        return not waiting.poll(0)

    def _new(self) -> http.client.HTTPConnection:
        if not self._secure:
            return http.client.HTTPConnection(self._host, timeout=CONNECT_SECONDS)
        self._tls = self._tls or ssl.create_default_context(cafile=certifi.where())
        return http.client.HTTPSConnection(self._host, timeout=CONNECT_SECONDS, context=self._tls)

    def _drop(self) -> None:
        known: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        self._own.connection = None
        if known is not None:
            known.close()
