"""What is done with a 公告 that is written: submitted, approved, shown beforehand, withdrawn."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from announcements import editing, previewing, withdrawing
from announcements.errors import AnnouncementError
from console.access import actor, me, needs
from console.announcements import pages, preview
from console.announcements import wording as words
from console.desk import desk
from membership.errors import FieldError, NotFoundError
from tickets import audit

SAID = {
    "submit": "已提交，等另一位同事审批",
    "approve": "已通过，到时间就会发出",
    "return": "已退回草稿",
    "cancel": "已取消",
    "withdraw": "正在撤回",
    "preview": "几秒后就能看到",
}


def register(console: Blueprint) -> None:
    for path, view in (("move", move_announcement), ("preview", preview_announcement)):
        console.add_url_rule(f"{pages.ONE}/{path}", view_func=view, methods=["POST"])


@needs("supervisor")
def move_announcement(announcement_id: int) -> ResponseReturnValue:
    """Submit, approve, return, cancel or withdraw what was seen."""
    wanted = request.form.get("to", "")
    seen, now = request.form.get("seen", 0, type=int), desk().now()
    moves: dict[str, Callable[[Session], Any]] = {
        "submit": lambda s: editing.submit(s, announcement_id, seen=seen, actor=actor(), now=now),
        "approve": lambda s: editing.approve(
            s, announcement_id, seen=seen, actor=actor(), now=now
        ),
        "return": lambda s: editing.give_back(
            s, announcement_id, reason=request.form.get("reason", ""), actor=actor(), now=now
        ),
        "cancel": lambda s: editing.cancel(s, announcement_id, actor=actor(), now=now),
        "withdraw": lambda s: withdrawing.ask_for(s, announcement_id, actor=actor(), now=now),
    }
    if wanted not in moves:
        abort(422)
    return _do(announcement_id, wanted, moves[wanted])


@needs("supervisor")
def preview_announcement(announcement_id: int) -> ResponseReturnValue:
    """Show it to one follower or in a test group."""

    def work(session: Session) -> int:
        found = editing.get(session, announcement_id)
        typed = request.form.get("openid", "").strip()[:60]
        return previewing.ask_for(
            session,
            announcement_id,
            openid=preview.openid(session, found, typed),
            robot=request.form.get("robot", 0, type=int),
            actor=actor(),
            now=desk().now(),
        )

    return _do(announcement_id, "preview", work)


def _do(announcement_id: int, what: str, work: Callable[[Session], Any]) -> ResponseReturnValue:
    try:
        with desk().store.session() as session:
            work(session)
            audit.write(
                session,
                me().id,
                "announcement",
                f"announcement:{announcement_id}",
                detail={"to": what},
                address=request.remote_addr,
                now=desk().now(),
            )
    except AnnouncementError as error:
        return pages.page(announcement_id, words.refusal(error)), 409
    except FieldError as error:
        return pages.page(announcement_id, words.wrong(error)), 422
    except NotFoundError:
        return pages.missing()
    flash(SAID[what])
    return redirect(url_for("console.announcement", announcement_id=announcement_id))
