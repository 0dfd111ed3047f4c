"""The page inside WeChat on which a customer allows 订阅通知: one tap, one message.

The button is WeChat's own (wx-open-subscribe); a tap comes to the callback as an event, so
nothing is sent from the page to us. Its script can only be had from the platform.
Source: 微信开放标签 (…/OA_Web_Apps/Wechat_Open_Tag.html).
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

SDK = "https://res.wx.qq.com"
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
    f"script-src 'nonce-{{nonce}}' {SDK}; connect-src {SDK}; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


class Signed(Protocol):
    """What the platform's script is given."""

    @property
    def timestamp(self) -> int: ...

    @property
    def nonce(self) -> str: ...

    @property
    def signature(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NoticeDoor:
    """The account, the templates asked for, and who signs the page with this query string."""

    app_id: str
    templates: tuple[str, ...]
    sign: Callable[[str], Signed | None] | None


def blueprint(path: str, door: NoticeDoor) -> Blueprint:
    """The page at this path."""
    pages = Blueprint("notices", __name__, template_folder="../templates")

    def show() -> ResponseReturnValue:
        query = request.query_string.decode(errors="replace")
        signed = door.sign(query) if door.sign is not None and door.templates else None
        nonce = secrets.token_urlsafe(16)
        page = render_template(
            "public/notices.html", door=door, signed=signed, nonce=nonce, sdk=SDK
        )
        response = make_response(page)
        response.headers["Content-Security-Policy"] = POLICY.format(nonce=nonce)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "no-store"
        return response

    pages.add_url_rule(path, "show", show)
    return pages
