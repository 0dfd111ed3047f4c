"""A setting that is missing or malformed stops the start with one sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import SettingsError, load

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "0123456789abcdef",
    "DATA_KEY": "fedcba9876543210",
    "DATABASE_URL": "sqlite:////tmp/never-opened.db",
    "WECHAT_APP_ID": "wx5823bf96d3bd56c7",
    "WECHAT_APP_SECRET": "wechat-secret",
    "WECHAT_TOKEN": "wechat-token",
    "WECHAT_AES_KEY": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    "WECOM_CORP_ID": "ww1",
    "WECOM_AGENT_ID": "1000002",
    "WECOM_SECRET": "wecom-secret",
    "WECOM_TOKEN": "wecom-token",
    "WECOM_AES_KEY": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
}
ADDRESSES = [
    "nonsense",
    "http://",
    "http://[::1",
    "http://x:99999",
    "http://x:port",
    "ftp://x",
    "//x",
    "http:x",
    "http:///x",
]
WRONG = {
    "SECRET_KEY": ["", "   ", "short"],
    "DATA_KEY": ["", "short"],
    "DATABASE_URL": [
        "changke.db",
        "oracle://x/y",
        "sqlite:/x",
        "postgresql://shop@127.0.0.1:port/shop",
        "postgresql://shop@127.0.0.1:99999999/shop",
        "mysql://shop@[::1/shop",
        "postgresql://",
        "mysql://127.0.0.1",
    ],
    "REDIS_URL": ["nonsense", "http://x", "redis://x:port"],
    "BROKER_URL": ["nonsense", "http://x", "amqp://x:port"],
    "TIMEZONE": ["Mars/Olympus", "../etc/passwd", "/etc/localtime", "Asia", "Asia/Shanghai\x00"],
    "PUBLIC_URL": ADDRESSES,
    "WECHAT_APP_ID": [""],
    "WECHAT_APP_SECRET": [""],
    "WECHAT_TOKEN": [""],
    "WECHAT_AES_KEY": ["short", "x" * 42, "x" * 44, "x" * 42 + "=", "é" * 43],
    "WECHAT_API_URL": ADDRESSES,
    "WECHAT_KIND": ["enterprise"],
    "WECHAT_TEMPLATES": ["birthday", "birthday=", "=T", "a=T,a=U", "a=T T", "a=é"],
    "WECHAT_NOTICES": ["birthday", "birthday=", "=T", "a=T,a=U", "a=T T", "a=é"],
    "WECOM_CORP_ID": [""],
    "WECOM_AGENT_ID": ["", "one", "-1", "1.5"],
    "WECOM_SECRET": [""],
    "WECOM_TOKEN": [""],
    "WECOM_AES_KEY": ["", "short"],
    "WECOM_API_URL": ADDRESSES,
    "DEMO": ["yes"],
    "LOG_LEVEL": ["loud"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_setting_is_named_in_one_sentence(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({**GOOD, name: value})
    sentence = str(refused.value)
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert ". " not in sentence
    assert len(value) < 9 or value not in sentence, "it may be a secret"


def test_good_settings_are_taken() -> None:
    settings = load(GOOD)
    assert settings.wechat is not None
    assert settings.wecom is not None
    assert settings.wecom.agent_id == 1000002
    for name in ("SECRET_KEY", "DATA_KEY", "WECHAT_AES_KEY"):
        assert GOOD[name] not in repr(settings)
    for account in ("wechat", "wecom"):
        assert f"{account}-" not in repr(settings)


def test_little_is_needed() -> None:
    settings = load({"SECRET_KEY": "0123456789abcdef", "DATA_KEY": "fedcba9876543210"})
    assert settings.database_url.startswith("sqlite:///")
    assert settings.database_url.endswith("var/changke.db")
    assert settings.timezone.key == "Asia/Shanghai"
    assert (settings.redis_url, settings.broker_url) == ("", "")
    assert (settings.wechat, settings.wecom) == (None, None)
    assert not settings.demo_login
    assert settings.log_level == "INFO"


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgres://shop:pw@db/shop", "postgresql+psycopg://shop:pw@db/shop"),
        (
            "postgresql://shop@db:5432/shop?sslmode=require",
            "postgresql+psycopg://shop@db:5432/shop?sslmode=require",
        ),
        ("mysql://shop@db/shop", "mysql+pymysql://shop@db/shop"),
        ("mariadb://shop@db/shop", "mysql+pymysql://shop@db/shop"),
        ("sqlite:////data/changke.db", "sqlite:////data/changke.db"),
    ],
)
def test_addresses_of_databases_get_their_driver(given: str, driver: str) -> None:
    assert load({**GOOD, "DATABASE_URL": given}).database_url == driver


@pytest.mark.parametrize("name", ["WECHAT_API_URL", "WECOM_API_URL"])
def test_an_address_is_checked_before_its_account_is_there(name: str) -> None:
    alone = {"SECRET_KEY": GOOD["SECRET_KEY"], "DATA_KEY": GOOD["DATA_KEY"]}
    with pytest.raises(SettingsError, match=name):
        load({**alone, name: "nonsense"})


def test_an_account_without_a_key_is_in_plain_mode() -> None:
    settings = load({**GOOD, "WECHAT_AES_KEY": ""})
    assert settings.wechat is not None
    assert settings.wechat.aes_key == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("DATABASE_URL", "postgresql://x@h:port/d"),
        ("SMS_PROVIDER", "pigeon"),
    ],
)
def test_the_process_ends_with_the_sentence_and_no_traceback(name: str, value: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "routes"]
    environ = {"PATH": os.environ["PATH"], **GOOD, name: value}
    ended = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    (line,) = ended.stderr.strip().splitlines()
    assert line.startswith(f"changke: {name}")


def test_a_demo_login_is_known_in_a_demonstration_only() -> None:
    assert load({**GOOD, "DEMO": "1", "DEMO_LOGIN": "demo / word"}).demo_login == "demo / word"
    assert not load({**GOOD, "DEMO": "0", "DEMO_LOGIN": "demo / word"}).demo_login
