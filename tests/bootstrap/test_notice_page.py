"""The page on which customers allow 订阅通知."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

import simulator
from bootstrap import parts
from bootstrap.app import assemble
from bootstrap.parts import Parts
from channels.wechat.page import signature
from config import Settings, WeChatSettings
from simulator.settings import default_app_id, default_app_secret, default_token
from tests.scenarios import house


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return replace(
        house.settings(sqlite_url),
        public_url="https://shop.example",
        wechat=WeChatSettings(
            app_id=default_app_id(),
            app_secret=default_app_secret(),
            token=default_token(),
            api_url="http://127.0.0.1:9",
            notices={f"notice{number}": f"T{number}" for number in range(5)},
        ),
    )


@pytest.fixture
def platform_url() -> Iterator[str]:
    running = simulator.start(webhook="http://127.0.0.1:9/wechat", verify_at_start=False)
    yield running.url
    running.stop()


def client_of(settings: Settings) -> tuple[Parts, FlaskClient]:
    built = parts.build(settings)
    return built, assemble(built).test_client()


def test_one_button_asks_for_three_and_the_address_is_signed(
    settings: Settings, platform_url: str
) -> None:
    assert settings.wechat is not None
    account = replace(settings.wechat, api_url=platform_url)
    built, client = client_of(replace(settings, wechat=account))
    answer = client.get("/notices?from=menu")
    page = answer.get_data(as_text=True)
    built.store.close()

    assert 'template="T0,T1,T2"' in page
    stamp = re.search(r"timestamp: (\d+)", page)
    nonce = re.search(r'nonceStr: "(\w+)"', page)
    assert stamp is not None
    assert nonce is not None
    url = "https://shop.example/notices?from=menu"
    assert signature("sim-ticket", nonce[1], int(stamp[1]), url) in page
    script = re.search(
        r"script-src 'nonce-([^']+)' https://res\.wx\.qq\.com;",
        answer.headers["Content-Security-Policy"],
    )
    assert script is not None
    assert page.count(f'<script nonce="{script[1]}"') == 2


def test_without_a_ticket_or_notices_the_page_says_so(settings: Settings) -> None:
    assert settings.wechat is not None
    silent = replace(settings.wechat, notices={})
    for account in (settings.wechat, silent, None):
        built, client = client_of(replace(settings, wechat=account))
        page = client.get("/notices").get_data(as_text=True)
        built.store.close()
        assert "现在还不能开启提醒" in page
        assert "<script" not in page
