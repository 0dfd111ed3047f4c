"""Runs the platform behind a threaded HTTP server in this process."""

import contextlib
import errno
import logging
import socket
import threading
from dataclasses import dataclass
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from simulator.app import create_app
from simulator.platform import Platform
from simulator.settings import Settings
from simulator.wecom.gateway import PREFIX
from simulator.wecom.settings import WeComSettings

IDLE_CONNECTION = 30


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_CONNECTION

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ARG002 - inherited
        logging.getLogger(__name__).debug(message, *args)


class _Server(ThreadedWSGIServer):
    """Remembers open connections, so that stopping does not leave kept-alive ones behind."""

    request_queue_size = 256

    def __init__(self, host: str, port: int, app: Any) -> None:
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(host, port, app, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def end(self) -> None:
        """Stop serving at once: a connection wakes the server from waiting for one."""
        ending = threading.Thread(target=self.shutdown, daemon=True)
        ending.start()
        with contextlib.suppress(OSError):
            socket.create_connection((self.host, self.port), timeout=1).close()
        ending.join()

    def close_connections(self) -> None:
        with self._lock:
            left = list(self._open)
        for connection in left:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


@dataclass
class Running:
    """A platform that is being served; use as a context manager or call `stop`."""

    url: str
    platform: Platform
    _server: _Server
    _thread: threading.Thread
    _app: Any

    @property
    def wecom_url(self) -> str:
        """The address of WeCom's API."""
        return self.url + PREFIX

    @property
    def settings(self) -> Settings:
        return self.platform.settings

    def stop(self) -> None:
        for gateway in self._app.extensions["simulator.gateways"]:
            gateway.stop()
        self.platform.stop()
        self._server.end()
        self._thread.join()
        self._server.close_connections()
        self._server.server_close()

    def wait(self) -> None:
        """Block until the server ends."""
        while self._thread.is_alive():
            self._thread.join(1)

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()


def _listening(host: str, port: int, app: Any) -> _Server:
    try:
        return _Server(host, port, app)
    except SystemExit as error:
        # What werkzeug does about a taken port; a program that embeds us wants an exception.
        raise OSError(errno.EADDRINUSE, f"{host}:{port} is in use") from error


def start(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    webhook: str,
    wecom: WeComSettings | None = None,
    **settings: Any,
) -> Running:
    """Serve a platform from a thread of this process; `settings` are those of `Settings`.

    `wecom` is the company beside it; its callbacks are delivered if it has a webhook.
    With port 0 a free one is taken. The webhook need not be up yet: the verification is
    tried until it answers.
    """
    platform = Platform(Settings(webhook=webhook, **settings), wecom)
    app = create_app(platform)
    server = _listening(host, port, app)
    shown_host = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - only compared
    url = f"http://{shown_host}:{server.server_port}"
    platform.official.base_url = platform.wecom.base_url = url
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    if platform.settings.verify_at_start:
        threading.Thread(target=platform.official.courier.verify_until_proved, daemon=True).start()
    if platform.wecom.settings.webhook and platform.wecom.settings.verify_at_start:
        threading.Thread(target=platform.wecom.courier.verify_until_proved, daemon=True).start()
    return Running(url, platform, server, thread, app)
