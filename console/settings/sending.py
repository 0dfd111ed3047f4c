"""发送账号: how fast each account may send, and pausing it for everybody."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.access import me, needs
from console.desk import desk
from console.wording import sendings
from messaging import outbox, sending
from messaging.errors import LimitError
from messaging.reach import accounts
from messaging.values import AccountLimits
from tickets import audit

PATH = "/sending"
PAUSE = timedelta(days=365)
"""A pause by hand lasts until somebody ends it."""


def register(console: Blueprint) -> None:
    console.add_url_rule(PATH, view_func=sending_accounts)
    console.add_url_rule(PATH, endpoint="change_sending", view_func=change, methods=["POST"])


@needs("admin")
def sending_accounts() -> ResponseReturnValue:
    return _page()


@needs("admin")
def change() -> ResponseReturnValue:
    """Limit, pause or let go on one account."""
    account, act = request.form.get("account", ""), request.form.get("act", "limit")
    try:
        with desk().store.session() as session:
            if account not in accounts.read(session).known:
                return _page("没有这个账号。"), 404
            if act == "pause":
                sending.pause(session, account, until=desk().now() + PAUSE)
            elif act == "resume":
                sending.resume(session, account)
            else:
                sending.set_limits(
                    session,
                    account,
                    per_second=request.form.get("per_second", type=int),
                    per_minute=request.form.get("per_minute", type=int),
                )
            audit.write(
                session,
                me().id,
                "change_rules",
                f"sending:{account}"[:64],
                detail={"to": act},
                now=desk().now(),
            )
    except LimitError:
        return _page(f"条数要在 1 到 {sending.MOST:,} 之间，不限就留空。"), 422
    flash({"pause": "已暂停", "resume": "已恢复"}.get(act, "已保存"))
    return redirect(url_for("console.sending_accounts"))


def _page(problem: str = "") -> str:
    now = desk().now()
    with desk().store.reading() as session:
        known = sorted(accounts.read(session).known)
        limits = sending.limits(session)
        counts = outbox.counts(session)
    rows = [(account, limits.get(account, AccountLimits(account))) for account in known]
    paused = {name for name, one in rows if one.paused_until and one.paused_until > now}
    return render_template(
        "settings/sending.html",
        tab="sending",
        rows=rows,
        paused=paused,
        counts=counts,
        words=sendings,
        problem=problem,
    )
