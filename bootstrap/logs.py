"""JSON lines on standard error, each with its request, none with a secret."""

import itertools
import logging
import re
import secrets
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import quote, unquote

from pythonjsonlogger.json import JsonFormatter

from config import Settings

REQUEST: ContextVar[str] = ContextVar("request", default="")
_BOOT = secrets.token_hex(3)
_numbers = itertools.count(1)
_PARAMETERS = re.compile(
    r"(?i)((?:access_token|secret|appsecret|corpsecret|password|key|token)\\?[\"']?[=:]\s*\\?[\"']?)"
    r"[^&\s\"'\\,}]+"
)
_PHONES = re.compile(r"(?<!\d)((?:86)?[- ]?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
_SENSITIVE = frozenset(
    {"access_token", "token", "secret", "appsecret", "corpsecret", "password", "authorization"}
)
_SHORTEST_SECRET = 6
"""A setting such as "5" is no secret, and hiding it would black out every line."""


def new_request() -> str:
    """A fresh request id, unique over processes: it goes into every line of this request."""
    request = f"{_BOOT}-{next(_numbers)}"
    REQUEST.set(request)
    return request


class ScrubbingFormatter(JsonFormatter):
    """JSON without the given secrets, tokens in addresses, or whole phone numbers."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )
        long = [secret for secret in secrets if len(secret) >= _SHORTEST_SECRET]
        escaped = (
            form for secret in long for form in (quote(secret, safe=""), repr(secret)[1:-1])
        )
        found = {*long, *escaped}
        self._secrets = sorted(found, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        if request := REQUEST.get():
            record.request = request
        return super().format(record)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Scrub the values before they are escaped, so that no secret hides behind a backslash."""
        scrubbed: dict[str, Any] = self._scrub(log_data)
        return scrubbed

    def _scrub(self, value: Any) -> Any:
        match value:
            case None | bool() | int() | float():
                return value
            case Mapping():
                return {
                    self.scrub(str(name)): self._named(name, inner)
                    for name, inner in value.items()
                }
            case list() | tuple() | set() | frozenset():
                return [self._scrub(inner) for inner in value]
            case bytes():
                return self.scrub(value.decode("utf-8", "replace"))
            case _:
                return self.scrub(str(value))

    def _named(self, name: object, value: Any) -> Any:
        return "***" if str(name).lower() in _SENSITIVE else self._scrub(value)

    def scrub(self, text: str) -> str:
        """The text without secrets, tokens and whole phone numbers."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _PHONES.sub(r"\1****\2", _PARAMETERS.sub(r"\1***", text))


def configure(settings: Settings) -> None:
    """Log to standard error from this process on."""
    handler = logging.StreamHandler()
    handler.setFormatter(ScrubbingFormatter(secrets_of(settings)))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for noisy in ("urllib3", "requests", "wechatpy", "apscheduler", "alembic", "werkzeug"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def secrets_of(settings: Settings) -> list[str]:
    """All values that must never be seen in a log."""
    secrets = [settings.secret_key, settings.data_key]
    if settings.wechat:
        secrets += [settings.wechat.app_secret, settings.wechat.token, settings.wechat.aes_key]
    if settings.wecom:
        secrets += [settings.wecom.secret, settings.wecom.token, settings.wecom.aes_key]
    addresses = [settings.database_url, settings.redis_url, settings.broker_url]
    secrets += [*addresses, *settings.extras.values()]
    return [*secrets, *(password for address in addresses for password in _passwords(address))]


def _passwords(address: str) -> list[str]:
    """The password in an address, as it stands there and as it is meant."""
    _, _, rest = address.partition("://")
    login, at, _ = rest.rpartition("@")
    password = login.partition(":")[2] if at else ""
    return [password, unquote(password)]
