"""A small bot: a webhook in the test that answers with what the test gives it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import create_reply
from wechatpy.utils import check_signature

from simulator.settings import Settings
from tests import patience


@dataclass(frozen=True)
class Delivery:
    """One request of the platform: its query, its body as sent and as read."""

    query: dict[str, str]
    body: str
    xml: str


class Bot:
    """Answers each delivery with `answer(delivery)`, a text, or raw XML when it begins with <."""

    def __init__(self) -> None:
        self.forget()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def forget(self) -> None:
        """Begin anew: nothing was received, everything is answered with success."""
        self.deliveries: list[Delivery] = []
        self.settings: Settings | None = None
        self.status = 200
        self.echo = True
        self.encrypts = True
        self.answer: Callable[[Delivery], str] = lambda _: "success"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/wechat"

    def __enter__(self) -> "Bot":
        self._thread.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def says(self, words: str) -> None:
        self.answer = lambda _: words

    @contextmanager
    def holding(self, words: str) -> Iterator[None]:
        """Answer nothing before the block has ended."""
        ended = threading.Event()

        def answer(_: Delivery) -> str:
            ended.wait(patience.SECONDS)
            return words

        self.answer = answer
        try:
            yield
        finally:
            ended.set()

    def _crypto(self) -> WeChatCrypto:
        assert self.settings is not None
        return WeChatCrypto(self.settings.token, self.settings.aes_key, self.settings.app_id)

    def verify(self, query: dict[str, str]) -> str:
        assert self.settings is not None
        check_signature(
            self.settings.token, query["signature"], query["timestamp"], query["nonce"]
        )
        return query["echostr"] if self.echo else "something else"

    def receive(self, query: dict[str, str], body: str) -> str:
        assert self.settings is not None
        check_signature(
            self.settings.token, query["signature"], query["timestamp"], query["nonce"]
        )
        xml = body
        if self.settings.mode != "plain":
            xml = self._crypto().decrypt_message(
                body, query["msg_signature"], query["timestamp"], query["nonce"]
            )
        delivery = Delivery(query, body, xml)
        self.deliveries.append(delivery)
        answer = self._rendered(self.answer(delivery), xml)
        if self.settings.mode == "safe" and self.encrypts and answer.startswith("<"):
            sealed: str = self._crypto().encrypt_message(
                answer, query["nonce"], query["timestamp"]
            )
            return sealed
        return answer

    @staticmethod
    def _rendered(answer: str, xml: str) -> str:
        if answer in ("", "success", "garbage") or answer.startswith("<"):
            return answer
        rendered: str = create_reply(answer, parse_message(xml)).render()
        return rendered


def _handler(bot: Bot) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Stay quiet."""

        def _query(self) -> dict[str, str]:
            parts = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            return {name: values[0] for name, values in parts.items()}

        def _send(self, text: str) -> None:
            content = text.encode()
            try:
                self.send_response(bot.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except ConnectionError:
                # The platform cut the connection off, which some tests are about.
                self.close_connection = True

        def do_GET(self) -> None:
            self._send(bot.verify(self._query()))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._send(bot.receive(self._query(), body))

    return Handler
