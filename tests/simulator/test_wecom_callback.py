"""Callbacks of the simulated WeCom, read by a library that is not ours."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from wechatpy.work.crypto import WeChatCrypto

from simulator import Running, start
from simulator.wecom.settings import WeComSettings


@dataclass
class Listener:
    """Answers with the next of `statuses`, then with 200; keeps what it read."""

    settings: WeComSettings = field(default_factory=WeComSettings)
    statuses: list[int] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def crypto(self) -> WeChatCrypto:
        return WeChatCrypto(self.settings.token, self.settings.aes_key, self.settings.corp_id)

    def read(self, query: dict[str, str], body: str) -> str:
        signed = (query["msg_signature"], query["timestamp"], query["nonce"])
        if "echostr" in query:
            echo: str = self.crypto().check_signature(*signed, query["echostr"])
            return echo
        self.heard.append(self.crypto().decrypt_message(body, *signed))
        return ""


@pytest.fixture
def listener() -> Iterator[tuple[Listener, str]]:
    listening = Listener()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Stay quiet."""

        def _answer(self, body: str = "") -> None:
            query = {name: one[0] for name, one in parse_qs(urlsplit(self.path).query).items()}
            said = listening.read(query, body).encode()
            status = listening.statuses.pop(0) if listening.statuses and body else 200
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield listening, f"http://127.0.0.1:{server.server_port}/wecom"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def running(listener: tuple[Listener, str]) -> Iterator[Running]:
    company = WeComSettings(listener[1], redelivery_interval=0.05, verify_at_start=False)
    with start(webhook="http://127.0.0.1:1/", verify_at_start=False, wecom=company) as serving:
        yield serving


def test_the_address_is_proved_by_the_decrypted_echo(running: Running) -> None:
    assert running.platform.wecom.courier.verify()


def test_whatever_is_not_200_is_delivered_four_times_in_all(
    listener: tuple[Listener, str], running: Running
) -> None:
    bot, _ = listener
    friend = running.platform.friend("小林")
    bot.statuses = [403, 500]
    assert (friend.says("你好").ok, len(bot.heard)) == (True, 3)
    assert len(set(bot.heard)) == 1
    assert "kf_msg_or_event" in bot.heard[0]

    bot.heard.clear()
    bot.statuses = [503] * 9
    outcome = friend.says("在吗")
    assert (outcome.ok, outcome.attempts, len(bot.heard)) == (False, 4, 4)


def test_a_new_friend_is_told_of_with_a_code(
    listener: tuple[Listener, str], running: Running
) -> None:
    running.platform.friend("小林").befriend("ZhangWei", "store-1")
    [event] = listener[0].heard
    for part in ("add_external_contact", "WelcomeCode", "store-1", "ZhangWei"):
        assert part in event
