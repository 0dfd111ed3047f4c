"""Coming in and going out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from console import passwords, wording
from console.access import SignedIn, me, needs, public
from console.desk import desk
from tickets import audit, second_factor, staff, throttle
from tickets.errors import Throttled
from tickets.values import StaffView

WRONG = "账号或密码不对。"
WRONG_CODE = "验证码不对，或者已经用过。请等手机上出现下一个再试。"
HALF = "half"
HALF_WAY = 300
"""Seconds that a right password waits for its code."""


def register(console: Blueprint) -> None:
    console.add_url_rule("/login", view_func=login, methods=["GET", "POST"])
    console.add_url_rule("/login/code", view_func=login_code, methods=["GET", "POST"])
    console.add_url_rule("/logout", view_func=logout, methods=["POST"])
    console.add_url_rule("/presence", view_func=presence, methods=["POST"])
    console.add_url_rule("/", view_func=home)


@public
def login() -> ResponseReturnValue:
    """The login page, and a try to log in."""
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(url_for("console.queue"))
        return _page()
    name = request.form.get("name", "").strip()
    password = request.form.get("password", "")
    try:
        found = passwords.proved(name, password)
    except Throttled as error:
        return _page(name, wording.refusal(error)[1]), 429
    if found is None:
        return _page(name, WRONG), 422
    if found.totp_since is not None:
        until = desk().now().timestamp() + HALF_WAY
        session[HALF] = {"id": found.id, "mark": found.session_mark, "until": until}
        return redirect(url_for("console.login_code", next=request.args.get("next") or None))
    return _welcome(found)


@public
def login_code() -> ResponseReturnValue:
    """The second step: the code of the phone, or one kept for its loss."""
    found = _half_way()
    if found is None:
        return redirect(url_for("console.login"))
    if request.method == "GET":
        return render_template("login_code.html", problem="")
    who, address, now = f"code:{found.id}", request.remote_addr or "", desk().now()
    try:
        with desk().store.reading() as reading:
            throttle.check(reading, who, address, now=now)
    except Throttled as error:
        return render_template("login_code.html", problem=wording.refusal(error)[1]), 429
    with desk().store.session() as db:
        code = request.form.get("code", "")[:40]
        right = second_factor.check(db, found.id, code, unseal=desk().privacy.unseal, now=now)
        if right:
            throttle.succeeded(db, who)
        else:
            throttle.failed(db, who, address, now=now)
            audit.write(
                db, found.id, "login_failed", f"staff:{found.id}", address=address, now=now
            )
    if not right:
        return render_template("login_code.html", problem=WRONG_CODE), 422
    return _welcome(found)


def _welcome(found: StaffView) -> ResponseReturnValue:
    """All steps are done."""
    now = desk().now()
    with desk().store.session() as db:
        subject, address = f"staff:{found.id}", request.remote_addr
        audit.write(db, found.id, "login", subject, address=address, now=now)
        staff.set_presence(db, found.id, "online", now=now)
    session.clear()
    session.permanent = True
    login_user(SignedIn(found))
    return redirect(_next())


def _half_way() -> StaffView | None:
    """Whose password was right a moment ago, in this browser."""
    half = session.get(HALF)
    if not half or half["until"] < desk().now().timestamp():
        return None
    with desk().store.reading() as reading:
        found = staff.get(reading, half["id"])
    return found if found.active and found.session_mark == half["mark"] else None


@needs("agent")
def logout() -> ResponseReturnValue:
    with desk().store.session() as db:
        staff.set_presence(db, me().id, "offline", now=desk().now())
    logout_user()
    session.clear()
    return redirect(url_for("console.login"))


@needs("agent")
def presence() -> ResponseReturnValue:
    """Say whether one takes work."""
    with desk().store.session() as db:
        staff.set_presence(db, me().id, request.form.get("presence", ""), now=desk().now())
    return redirect(request.referrer or url_for("console.queue"))


@needs("agent")
def home() -> ResponseReturnValue:
    return redirect(url_for("console.queue"))


def _page(name: str = "", problem: str = "") -> str:
    return render_template("login.html", name=name, problem=problem, demo_login=desk().demo_login)


def _next() -> str:
    """Back to where they wanted to go, on this site only."""
    target = request.args.get("next", "")
    parts = urlsplit(target)
    if target.startswith("/console/") and not parts.netloc and "\\" not in target:
        return target
    return url_for("console.queue")
