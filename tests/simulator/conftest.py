"""A platform with quick time-outs, and a small bot it calls."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import requests

import simulator.clock
from simulator import Phone, Running, start
from tests import patience
from tests.simulator.bot import Bot

# The cut-off stays long where it is not the subject, so that a busy machine changes nothing.
QUICK: dict[str, Any] = {
    "cut_off": patience.SECONDS,
    "redelivery_interval": 0.1,
    "job_delay": 0.02,
}

NOON = datetime(2026, 11, 18, 4, 0, 10, tzinfo=UTC)

Start = Callable[..., Running]


class Api:
    """A client of the platform's API, the way a bot would call it."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._session = requests.Session()
        self.token = ""

    def close(self) -> None:
        self._session.close()

    @property
    def credentials(self) -> dict[str, str]:
        settings = self._running.settings
        return {
            "grant_type": "client_credential",
            "appid": settings.app_id,
            "secret": settings.app_secret,
        }

    def url(self, path: str) -> str:
        return f"{self._running.url}{path}"

    def fetch(self) -> str:
        answer: dict[str, Any] = self._session.get(
            self.url("/cgi-bin/token"), params=self.credentials, timeout=patience.SECONDS
        ).json()
        self.token = answer["access_token"]
        return self.token

    def stable(self, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._session.post(
            self.url("/cgi-bin/stable_token"),
            json={**self.credentials, **more},
            timeout=patience.SECONDS,
        ).json()
        return answer

    def raw(self, path: str, body: dict[str, Any] | None = None, **query: str) -> Any:
        if not self.token:
            self.token = self.stable()["access_token"]
        return self._session.request(
            "GET" if body is None else "POST",
            self.url(path),
            params={"access_token": self.token, **query},
            json=body,
            timeout=patience.SECONDS,
        )

    def get(self, path: str, **query: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.raw(path, None, **query).json()
        return answer

    def post(self, path: str, body: dict[str, Any], **query: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.raw(path, body, **query).json()
        return answer

    def code(self, path: str, body: dict[str, Any] | None = None, **query: str) -> int:
        answer = self.get(path, **query) if body is None else self.post(path, body, **query)
        return int(answer.get("errcode", 0))

    def say(self, phone: Phone, words: str = "你好") -> int:
        """Send a customer-service text; the errcode."""
        body = {"touser": phone.openid, "msgtype": "text", "text": {"content": words}}
        return self.code("/cgi-bin/message/custom/send", body)


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Virtual time moves only when a test moves it: no test ends in another minute, or at the
    platform's midnight."""
    monkeypatch.setattr(simulator.clock, "time", SimpleNamespace(time=NOON.timestamp))


@pytest.fixture(scope="session")
def only_bot() -> Iterator[Bot]:
    with Bot() as listening:
        yield listening


@pytest.fixture
def bot(only_bot: Bot) -> Bot:
    only_bot.forget()
    return only_bot


@pytest.fixture
def start_platform(bot: Bot) -> Iterator[Start]:
    started: list[Running] = []

    def run(**settings: Any) -> Running:
        running = start(**{"webhook": bot.url, **QUICK, "verify_at_start": False, **settings})
        bot.settings = running.settings
        started.append(running)
        return running

    yield run
    for running in started:
        running.stop()


@pytest.fixture(scope="session")
def only_platform(only_bot: Bot) -> Iterator[Running]:
    with start(webhook=only_bot.url, mode="plain", verify_at_start=False, **QUICK) as serving:
        yield serving


@pytest.fixture
def running(only_platform: Running, bot: Bot) -> Iterator[Running]:
    """A platform in plain mode, as new."""
    bot.settings = only_platform.settings
    only_platform.platform.reset()
    yield only_platform
    assert only_platform.platform.settle()


@pytest.fixture
def api(running: Running) -> Iterator[Api]:
    client = Api(running)
    yield client
    client.close()


@pytest.fixture
def phone(running: Running) -> Phone:
    """A customer who has followed."""
    customer = running.platform.customer("小林")
    customer.follow()
    return customer
