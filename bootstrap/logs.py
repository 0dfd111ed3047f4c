"""JSON lines on standard error, each with its request, none with a secret."""

import itertools
import logging
import re
import secrets
from collections.abc import Iterable
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

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


def configure(level: str, secrets: Iterable[str]) -> None:
    """Log to standard error from this process on."""
    handler = logging.StreamHandler()
    handler.setFormatter(ScrubbingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("urllib3", "requests", "wechatpy", "apscheduler", "alembic", "werkzeug"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
