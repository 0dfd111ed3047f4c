"""A headless Chromium of this machine; without one the browser tests are reported as not run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests import patience
from tests.browser.shop import Shop

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK: ViewportSize = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def chromium() -> str:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium is installed here (Debian: apt install chromium fonts-noto-cjk)")
    return program


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Chromium's sandbox refuses to run as root, as it must in a container
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def shop(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The demonstration of `make run`."""
    running = Shop(tmp_path_factory.mktemp("shop"))
    yield running
    assert running.stop() == 0, running.complaints()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser: no cookies yet, Chinese, in Shanghai, a desk-sized window."""
    opened = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport=DESK, reduced_motion="reduce"
    )
    opened.set_default_timeout(patience.MILLISECONDS)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path:
    """Where a test leaves its screenshots: var/pictures, named after the test."""
    folder = request.config.rootpath / "var" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
