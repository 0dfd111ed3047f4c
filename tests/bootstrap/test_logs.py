"""Log lines are JSON, carry their request, and betray nothing."""

import json
import logging
import sys
from typing import Any
from urllib.parse import quote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from bootstrap import logs
from config import load

SECRETS = {
    "SECRET_KEY": 'a secret with a " quote and a \\ backslash',
    "DATA_KEY": "密钥密钥密钥密钥密钥密钥密钥密钥",
    "DATABASE_URL": "postgresql://shop:p%40ss%2Fword@127.0.0.1/shop",
    "REDIS_URL": "redis://:redis-password@127.0.0.1:6379/0",
    "WECHAT_APP_ID": "wx5823bf96d3bd56c7",
    "WECHAT_APP_SECRET": "app+secret/with=signs",
    "WECHAT_TOKEN": "the-callback-token",
    "WECHAT_AES_KEY": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    "LLM_API_KEY": "sk-1234567890",
    "LLM_TIMEOUT": "5",
}
SHOWN = {"WECHAT_APP_ID", "LLM_TIMEOUT", "DATABASE_URL"}
HIDDEN = [
    *(value for name, value in SECRETS.items() if name not in SHOWN),
    "p%40ss%2Fword",
    "p@ss/word",
    "redis-password",
]


@pytest.fixture(scope="module")
def formatter() -> logs.ScrubbingFormatter:
    return logs.ScrubbingFormatter(logs.secrets_of(load(SECRETS)))


def line(formatter: logging.Formatter, message: Any, *args: Any, **extra: Any) -> dict[str, Any]:
    record = logging.LogRecord("changke", logging.INFO, "x.py", 1, message, args, None)
    record.__dict__.update(extra)
    text = formatter.format(record)
    assert "\n" not in text
    for secret in HIDDEN:
        assert secret not in text
        assert json.dumps(secret)[1:-1] not in text
        assert quote(secret, safe="") not in text
    parsed: dict[str, Any] = json.loads(text)
    return parsed


@pytest.mark.parametrize("secret", HIDDEN)
def test_a_secret_is_hidden_wherever_it_stands(
    formatter: logs.ScrubbingFormatter, secret: str
) -> None:
    said = line(
        formatter,
        "before %s after",
        secret,
        plain=secret,
        inside={"list": [secret, (secret,)], secret: 1, "error": ValueError(secret)},
        encoded=quote(secret, safe=""),
        bytes=secret.encode(),
        error=KeyError(secret),
    )
    assert said["message"] == "before *** after"
    assert said["plain"] == "***"


def test_a_secret_inside_an_exception_is_hidden(formatter: logs.ScrubbingFormatter) -> None:
    """An error of `requests` names the whole address, with the secret in it."""
    secret = SECRETS["WECHAT_APP_SECRET"]
    url = f"https://127.0.0.1:1/cgi-bin/token?appid=wx&secret={quote(secret)}&access_token=T0KEN"
    try:
        try:
            requests.get(url, timeout=1)
        except requests.RequestException as error:
            raise RuntimeError(f"while asking with {secret}") from error
    except RuntimeError:
        said = line(formatter, "it failed", exc_info=sys.exc_info())
    assert "RuntimeError" in said["exc_info"]
    assert "T0KEN" not in said["exc_info"]
    assert quote(secret) not in said["exc_info"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打 13800138000 找我", "打 138****8000 找我"),
        ("+8613800138000", "+86138****8000"),
        ("138-0013-8000", "138****8000"),
        ("138 0013 8000", "138****8000"),
        ("订单 20260610123456", "订单 20260610123456"),
        ("access_token=abc&x=1", "access_token=***&x=1"),
        ('{"secret": "abc", "x": 1}', '{"secret": "***", "x": 1}'),
        ("key=abcdef, next", "key=***, next"),
        ("took 5 s", "took 5 s"),
    ],
)
def test_what_looks_like_a_secret_or_a_phone_is_hidden(
    formatter: logs.ScrubbingFormatter, said: str, shown: str
) -> None:
    assert line(formatter, said)["message"] == shown


def test_values_under_telling_names_are_hidden(formatter: logs.ScrubbingFormatter) -> None:
    said = line(formatter, "x", access_token="abc", key="42:x", count=5, token=5, none=None)
    assert (said["access_token"], said["token"]) == ("***", "***")
    assert (said["key"], said["count"], said["none"]) == ("42:x", 5, None)


@given(
    message=st.text(),
    extra=st.dictionaries(
        st.sampled_from(["key", "token", "password", "a", "b"]),
        st.none() | st.integers() | st.text() | st.binary() | st.lists(st.text()),
    ),
)
def test_every_line_is_json(message: str, extra: dict[str, Any]) -> None:
    formatter = logs.ScrubbingFormatter(["secret-secret", "5"])
    record = logging.LogRecord("changke", logging.INFO, "x.py", 1, "%s", (message,), None)
    record.__dict__.update(extra)
    text = formatter.format(record)
    assert {"time", "level", "logger", "message"} <= set(json.loads(text))
    assert "\n" not in text


def test_each_request_has_an_id_of_its_own(formatter: logs.ScrubbingFormatter) -> None:
    one = logs.new_request()
    assert line(formatter, "x")["request"] == one
    assert logs.new_request() != one
