"""What a control call asks, and how one is refused."""

from typing import Any

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
