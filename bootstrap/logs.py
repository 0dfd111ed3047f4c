"""JSON lines on standard error, each with its request, none with a secret."""

import itertools
import logging
import re
import secrets
from collections.abc import Iterable
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

from config import Settings

REQUEST: ContextVar[str] = ContextVar("request", default="")
_BOOT = secrets.token_hex(3)
_numbers = itertools.count(1)
_PARAMETERS = re.compile(
    r"(?i)((?:access_token|secret|appsecret|corpsecret|password|key|token)\\?[\"']?[=:]\s*\\?[\"']?)"
    r"[^&\s\"'\\,}]+"
)
_PHONES = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


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
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        if request := REQUEST.get():
            record.request = request
        return self.scrub(super().format(record))

    def scrub(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _PHONES.sub(r"\1****\2", _PARAMETERS.sub(r"\1***", line))


def configure(settings: Settings) -> None:
    """Log to standard error from this process on."""
    handler = logging.StreamHandler()
    handler.setFormatter(ScrubbingFormatter(secrets_of(settings)))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for noisy in ("urllib3", "requests", "wechatpy", "apscheduler", "alembic", "werkzeug"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def secrets_of(settings: Settings) -> list[str]:
    """All values that must never be seen in a log."""
    secrets = [settings.secret_key, settings.data_key, settings.database_url]
    if settings.wechat:
        secrets += [settings.wechat.app_secret, settings.wechat.token, settings.wechat.aes_key]
    if settings.wecom:
        secrets += [settings.wecom.secret, settings.wecom.token, settings.wecom.aes_key]
    return [*secrets, settings.redis_url, settings.broker_url, *settings.extras.values()]
