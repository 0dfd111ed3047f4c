"""Coming in and going out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from console import wording
from console.access import SignedIn, me, needs, public
from console.desk import desk
from tickets import audit, staff, throttle
from tickets.errors import Throttled
from tickets.values import StaffView

WRONG = "账号或密码不对。"


def register(console: Blueprint) -> None:
    console.add_url_rule("/login", view_func=login, methods=["GET", "POST"])
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
    address, now = request.remote_addr or "", desk().now()
    try:
        with desk().store.reading() as reading:
            throttle.check(reading, name, address, now=now)
    except Throttled as error:
        return _page(name, wording.refusal(error)[1]), 429
    found = _verified(name, password, address)
    if found is None:
        return _page(name, WRONG), 422
    session.clear()
    session.permanent = True
    login_user(SignedIn(found))
    return redirect(_next())


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


def _verified(name: str, password: str, address: str) -> StaffView | None:
    """Check the password outside of any write, then note how it went."""
    now = desk().now()
    with desk().store.reading() as reading:
        found = staff.verify(reading, name, password)
    with desk().store.session() as db:
        subject = f"staff:{found.id}" if found else f"name:{name}"[:64]
        action = "login" if found else "login_failed"
        staff_id = found.id if found else None
        audit.write(db, staff_id, action, subject, address=address, now=now)
        if found is None:
            throttle.failed(db, name, address, now=now)
            return None
        throttle.succeeded(db, name)
        staff.set_presence(db, found.id, "online", now=now)
    return found


def _next() -> str:
    """Back to where they wanted to go, on this site only."""
    target = request.args.get("next", "")
    parts = urlsplit(target)
    if target.startswith("/console/") and not parts.netloc and "\\" not in target:
        return target
    return url_for("console.queue")
