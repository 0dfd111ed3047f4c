"""What a control call asks, and how one is refused."""

from typing import Any
from urllib.parse import urlsplit

from flask import request

Json = dict[str, Any]


class ControlError(Exception):
    """A control call that cannot be done; `reason` in a few words."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def given() -> Json:
    body = request.get_json(force=True, silent=True)
    return body if isinstance(body, dict) else {}


def refuse_strangers() -> None:
    """A page of another site may not steer the platform through a visitor's browser."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise ControlError("another origin", 403)
