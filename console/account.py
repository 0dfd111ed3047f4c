"""One's own account: the password, the second factor, and the chat to answer from."""

import io
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user
from markupsafe import Markup
from sqlalchemy.orm import Session

from console import passwords, wording
from console.access import SignedIn, me, needs
from console.desk import desk
from tickets import audit, chats, second_factor, staff
from tickets.errors import DeskError, Missing

PENDING = "totp"
NOT_ME = "当前密码不对。"
WRONG = "验证码不对。请看手机上现在的 6 位数字，并确认手机时间是自动的。"


def register(console: Blueprint) -> None:
    console.add_url_rule("/account", view_func=account)
    console.add_url_rule(
        "/account/second-factor",
        view_func=second_factor_page,
        endpoint="second_factor",
        methods=["GET", "POST"],
    )
    for path, view in (
        ("password", change_password),
        ("second-factor/off", second_factor_off),
        ("chat", chat_code),
        ("chat/unbind", unbind_chat),
        ("notices", notices),
    ):
        console.add_url_rule(f"/account/{path}", view_func=view, methods=["POST"])


@needs("agent")
def account() -> ResponseReturnValue:
    """What belongs to oneself."""
    return _page()


def _page(problem: str = "", code: str = "", codes: Sequence[str] = ()) -> str:
    with desk().store.reading() as reading:
        return render_template(
            "account.html",
            problem=problem,
            code=code,
            codes=codes,
            chat=chats.bound(reading, me().id),
            notices=chats.notices_of(reading, me().id),
            codes_left=second_factor.codes_left(reading, me().id),
            required=me().role in second_factor.required_roles(reading),
        )


@needs("agent")
def change_password() -> ResponseReturnValue:
    """Another password, for who knows the old one; other sessions end, this one goes on."""
    form = request.form
    if not _is_me():
        return _page(NOT_ME), 422
    try:
        with desk().store.session() as db:
            changed = staff.set_password(db, me().id, form.get("new", ""))
            _audit(db, "change_password")
    except Missing as error:
        return _page(wording.refusal(error)[1]), 422
    login_user(SignedIn(changed))
    flash("密码已修改，其他设备已退出")
    return redirect(url_for("console.account"))


@needs("agent")
def second_factor_page() -> ResponseReturnValue:
    """Show a QR code, and turn it on when the phone's first code is right.

    Another phone takes the place of one only for who has the password.
    """
    if request.method == "GET" or PENDING not in session:
        secret = second_factor.new_secret()
        session[PENDING] = desk().privacy.seal(secret)
        return _enrol(secret)
    secret = desk().privacy.unseal(session[PENDING])
    if me().totp_since is not None and not _is_me():
        return _enrol(secret, NOT_ME), 422
    try:
        with desk().store.session() as db:
            code = request.form.get("code", "")
            codes = second_factor.enrol(
                db, me().id, secret, code, seal=desk().privacy.seal, now=desk().now()
            )
            _audit(db, "second_factor_on")
    except Missing:
        return _enrol(secret, WRONG), 422
    session.pop(PENDING)
    return render_template("second_factor_done.html", codes=codes)


def _enrol(secret: str, problem: str = "") -> str:
    picture = _picture(second_factor.address(secret, me().name))
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render_template("second_factor.html", picture=picture, secret=spaced, problem=problem)


@needs("agent")
def second_factor_off() -> ResponseReturnValue:
    """Turn it off, for who has the password; not where the role wants it."""
    with desk().store.reading() as reading:
        required = me().role in second_factor.required_roles(reading)
    if required:
        return _page("您的角色必须开启两步验证。"), 409
    if not _is_me():
        return _page(NOT_ME), 422
    with desk().store.session() as db:
        second_factor.reset(db, me().id)
        _audit(db, "second_factor_off")
        login_user(SignedIn(staff.get(db, me().id)))
    flash("已关闭两步验证")
    return redirect(url_for("console.account"))


@needs("agent")
def chat_code() -> ResponseReturnValue:
    """A code that binds the chat it is sent from."""
    with desk().store.session() as db:
        code = chats.new_code(db, me().id, now=desk().now())
    return _page(code=code)


@needs("agent")
def unbind_chat() -> ResponseReturnValue:
    with desk().store.session() as db:
        chats.unbind(db, me().id, now=desk().now())
    flash("已解绑")
    return redirect(url_for("console.account"))


@needs("agent")
def notices() -> ResponseReturnValue:
    """When to be told in one's own chat."""
    try:
        with desk().store.session() as db:
            chats.set_notices(db, me().id, request.form.get("when", ""))
    except DeskError as error:
        return _page(wording.refusal(error)[1]), 422
    flash("已保存")
    return redirect(url_for("console.account"))


def _is_me() -> bool:
    """Whether the form holds one's own password."""
    return passwords.proved(me().name, request.form.get("old", "")) is not None


def _audit(db: Session, action: str) -> None:
    audit.write(
        db,
        me().id,
        action,
        f"staff:{me().id}",
        address=request.remote_addr,
        now=desk().now(),
    )


def _picture(text: str) -> Markup:
    """A QR code as SVG; its colours come from the style sheet."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    out = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(out)
    picture = out.getvalue().decode()
    return Markup(picture[picture.index("<svg") :])  # noqa: S704 - drawn here, holds no text
