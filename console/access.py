"""Who may do what: every view says so by a decorator, and what says nothing is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user

from console.desk import desk
from store.transactions import Store
from tickets import second_factor, staff
from tickets.errors import NotFound
from tickets.values import StaffView

ACCESS = "console_access"
PUBLIC = "public"
TO_ENROL = {"console.second_factor", "console.logout"}
"""What is open to somebody whose role wants a second factor that they do not have yet."""

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """The account behind a session, as Flask-Login wants it."""

    staff: StaffView
    must_enrol: bool = False

    def get_id(self) -> str:
        return f"{self.staff.id}:{self.staff.session_mark}"


def needs(role: str) -> Callable[[View], View]:
    """Let in who has at least this role."""

    def mark(view: View) -> View:
        setattr(view, ACCESS, role)
        return view

    return mark


def public(view: View) -> View:
    """Let in everybody."""
    setattr(view, ACCESS, PUBLIC)
    return view


def load(session_id: str) -> SignedIn | None:
    """The account of a session, unless it was locked or its mark has changed."""
    return _found(desk().store, session_id)


def may_hear(store: Store, session_id: str) -> bool:
    """Whether what began in this session may go on."""
    found = _found(store, session_id)
    return found is not None and not found.must_enrol


def _found(store: Store, session_id: str) -> SignedIn | None:
    number, _, mark = session_id.partition(":")
    if not number.isdecimal():
        return None
    with store.reading() as session:
        try:
            found = staff.get(session, int(number))
        except NotFound:
            return None
        if not found.active or found.session_mark != mark:
            return None
        if found.totp_since is not None:
            return SignedIn(found)
        return SignedIn(found, found.role in second_factor.required_roles(session))


def enforce() -> ResponseReturnValue | None:
    """Refuse what the view's declaration does not allow."""
    view = current_app.view_functions.get(request.endpoint or "")
    declared = getattr(view, ACCESS, None)
    if declared == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _to_login()
    if declared is None or not me().may(declared):
        abort(403)
    if current_user.must_enrol and request.endpoint not in TO_ENROL:
        return redirect(url_for("console.second_factor"))
    return None


def me() -> StaffView:
    """Who is asking."""
    found = current_user.staff
    assert isinstance(found, StaffView)
    return found


def note_presence() -> None:
    """Note that this person's console is open, at most every half minute."""
    seen_at, now = me().seen_at, desk().now()
    if seen_at is None or now - seen_at > staff.SEEN_EVERY:
        with desk().store.session() as session:
            staff.seen(session, me().id, now=now)


def actor() -> str:
    """Who is asking, as histories name them."""
    return f"staff:{me().id}"


def _to_login() -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": url_for("console.login")}
    if request.method != "GET" or request.path.endswith(("/events", "/events/poll")):
        abort(401)
    target = request.full_path.rstrip("?")
    return redirect(url_for("console.login", next=target))
