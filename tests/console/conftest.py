"""A console over a store, with somebody logged in."""

import re
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import console
from membership.privacy import Privacy
from store.clock import ManualClock
from store.listening import Live
from store.transactions import Store
from tests.tickets.people import NOON, PASSWORD, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser as ChromiumBrowser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PRIVACY = Privacy.from_key("a key that only the tests know")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """A browser with cookies that fills in the hidden token of each form."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._client.get(f"/console{path}", headers=headers)

    def post(self, path: str, page: str = "/tickets", **form: object) -> TestResponse:
        """Submit a form found on `page`."""
        found = _TOKEN.search(self.get(page).text)
        token = found[1] if found else ""
        return self._client.post(f"/console{path}", data={"csrf_token": token, **form})

    def bare_post(self, path: str, **form: object) -> TestResponse:
        """Submit without the token, as another site would."""
        return self._client.post(f"/console{path}", data=form)

    def login(self, name: str, password: str = PASSWORD, **query: str) -> TestResponse:
        target = "/login?next=" + query["next"] if query else "/login"
        return self.post(target, "/login", name=name, password=password)


@pytest.fixture(scope="module")
def chromium() -> Iterator["ChromiumBrowser"]:
    """One for all tests of a file; each has a context of its own in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def app(store: Store, clock: ManualClock) -> Iterator[Flask]:
    flask = Flask("console-tests")
    flask.secret_key = "a secret that only the tests know"
    live = Live(store, max_streams=1)
    given = console.Desk(store, clock, ZoneInfo("Asia/Shanghai"), live, PRIVACY)
    console.install(flask, given)
    yield flask
    live.close()


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def agent(app: Flask, desk: Desk) -> Browser:
    """Amy, an agent, logged in."""
    return _logged_in(app, desk, "amy", "agent")


@pytest.fixture
def boss(app: Flask, desk: Desk) -> Browser:
    """A supervisor, logged in."""
    return _logged_in(app, desk, "boss", "supervisor")


@pytest.fixture
def admin(app: Flask, desk: Desk) -> Browser:
    return _logged_in(app, desk, "root", "admin")


def _logged_in(app: Flask, desk: Desk, name: str, role: str) -> Browser:
    desk.colleague(name, role)
    found = Browser(app.test_client())
    assert found.login(name).status_code == 302
    return found
