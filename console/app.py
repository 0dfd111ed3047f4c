"""Putting the console into an application."""

import importlib
import importlib.resources
import logging
import pkgutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    make_response,
    render_template,
    request,
    send_from_directory,
)
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DataError
from werkzeug.exceptions import BadRequest, HTTPException

from console import access, dates, wording
from console.access import me, public
from console.desk import EXTENSION, Desk, desk
from console.live import door
from console.live.door import PollDoor, Wsgi
from tickets import lists
from tickets.errors import DeskError

PREFIX = "/console"
POLICY = (
    "default-src 'self'; img-src 'self' data:; media-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HERE = Path(__file__).parent
FILES = HERE / "static"
STATIC_SECONDS = 3600
SESSION_HOURS = 12
UNASKED = {"console.poll", "console.events", "console.list_part", "console.thread_part"}
"""What an open page fetches by itself."""
MAX_FORM_BYTES = 5_000_000
INTERNAL = 500
"""The page for it asks the store for nothing: that may be what is broken."""
log = logging.getLogger(__name__)


def install(app: Flask, given: Desk) -> None:
    """Register the console under /console, with its sessions and its protection of forms."""
    app.extensions[EXTENSION] = given
    app.config.update(
        SESSION_COOKIE_NAME="console",
        SESSION_COOKIE_PATH=PREFIX,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=given.secure_cookies,
        PERMANENT_SESSION_LIFETIME=SESSION_HOURS * 3600,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.session_interface = QuietSessions()
    login = LoginManager()
    login.init_app(app, add_context_processor=False)
    login.user_loader(access.load)
    protection = CSRFProtect(app)
    app.register_blueprint(_blueprint(protection), url_prefix=PREFIX)


def doors(app: Flask) -> dict[str, Wsgi]:
    """The addresses that are answered in front of the application the console is in."""
    given: Desk = app.extensions[EXTENSION]
    return {PREFIX + door.PLACE: PollDoor(given, app.wsgi_app)}


class QuietSessions(SecureCookieSessionInterface):
    """Sessions that last from what somebody did, not from what an open page does by itself.

    A page whose cookie stays the same is known at the door.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if request.endpoint in UNASKED:
            return session.modified
        return super().should_set_cookie(app, session)


def _blueprint(protection: CSRFProtect) -> Blueprint:
    console = Blueprint("console", __name__, template_folder="templates")
    console.before_request(_limit_form)
    console.before_request(access.enforce)
    console.before_request(protection.protect)
    console.after_request(_guard)
    console.context_processor(_context)
    for name, found in {**dates.FILTERS, **wording.FILTERS}.items():
        console.add_app_template_filter(found, f"c_{name}")
    console.add_url_rule("/static/<path:filename>", view_func=static)
    console.add_url_rule("/assets/htmx.js", view_func=htmx)
    for story in _stories():
        story.register(console)
    console.register_error_handler(DeskError, _refused)
    console.register_error_handler(CSRFError, _expired)
    console.register_error_handler(HTTPException, _failed)
    for beyond in (OverflowError, DataError):
        console.register_error_handler(beyond, _beyond)
    return console


def _stories() -> Iterator[Any]:
    """Every module of this package that has addresses; it says which in `register`."""
    for found in pkgutil.walk_packages([str(HERE)], f"{__package__}."):
        module = importlib.import_module(found.name)
        if hasattr(module, "register"):
            yield module


@public
def static(filename: str) -> Response:
    """Our own style sheets, icons and script."""
    return send_from_directory(FILES, filename, max_age=STATIC_SECONDS)


@public
def htmx() -> Response:
    """The script that the django-htmx package ships."""
    response = make_response(_htmx())
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@lru_cache(maxsize=1)
def _htmx() -> bytes:
    package = importlib.resources.files("django_htmx")
    return package.joinpath("static", "django_htmx", "htmx-2.min.js").read_bytes()


def _limit_form() -> None:
    request.max_content_length = MAX_FORM_BYTES


def _guard(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers.setdefault("Cache-Control", "no-store")
    return response


def _context() -> dict[str, object]:
    values: dict[str, object] = {"now": desk().now(), "wording": wording}
    if "is_broken" not in g and current_user.is_authenticated:
        values["me"] = me()
        values["must_enrol"] = current_user.must_enrol
        values["nav_counts"] = _counts
    return values


def _counts() -> dict[str, int]:
    if "counts" not in g:
        with desk().store.reading() as session:
            g.counts = lists.counts(session, me().id)
    found: dict[str, int] = g.counts
    return found


def _refused(error: DeskError) -> ResponseReturnValue:
    code, sentence = wording.refusal(error)
    title = wording.HTTP_ERRORS[404][0] if code == 404 else "没有做成"
    if request.headers.get("HX-Request"):
        return sentence, code, {"Content-Type": "text/plain; charset=utf-8"}
    return render_template("error.html", title=title, sentence=sentence, code=code), code


def _expired(_error: CSRFError) -> ResponseReturnValue:
    sentence = "页面已过期，内容没有提交。请返回上一页刷新后再试，写好的回复有草稿。"
    return render_template("error.html", title="请再试一次", sentence=sentence, code=400), 400


def _beyond(error: Exception) -> ResponseReturnValue:
    """A number, a day or a text that no column or calendar holds, in an address or a form."""
    log.warning("out of range: %s %s", request.method, request.path, exc_info=error)
    return _failed(BadRequest())


def _failed(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code == INTERNAL:
        g.is_broken = True
    title, sentence = wording.HTTP_ERRORS.get(code, wording.HTTP_ERRORS[500])
    if request.headers.get("HX-Request"):
        return sentence, code, {"Content-Type": "text/plain; charset=utf-8"}
    return render_template("error.html", title=title, sentence=sentence, code=code), code
