"""公告: written by one person, approved by another, followed until it has arrived."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from announcements import editing, planning, previewing, results, robots, withdrawing
from announcements.errors import AnnouncementError
from announcements.values import Seen
from campaigns import segments
from console.access import actor, me, needs
from console.announcements import form as forms
from console.announcements import preview
from console.announcements import wording as words
from console.desk import desk
from console.knowledge import pictures as knowledge_pictures
from console.rules import wording as rule_wording
from knowledge.errors import InvalidError
from knowledge.pictures import shelf
from membership.errors import FieldError, NotFoundError
from messaging.reach import accounts
from tickets import audit, customers, staff

PATH = "/announcements"
CHANGING = ("draft", "submitted", "approved")
OPEN = (*CHANGING, "sending")
COUNTED = 20_000
"""Members of its segment that a page looks at; sending looks at them all."""


def register(console: Blueprint) -> None:
    console.add_url_rule(PATH, view_func=announcements)
    console.add_url_rule(f"{PATH}/new", view_func=new_announcement)
    console.add_url_rule(
        f"{PATH}/new", endpoint="create_announcement", view_func=create, methods=["POST"]
    )
    one = f"{PATH}/<int:announcement_id>"
    console.add_url_rule(one, view_func=announcement)
    console.add_url_rule(f"{one}/edit", view_func=edit_announcement)
    console.add_url_rule(
        f"{one}/edit", endpoint="change_announcement", view_func=change, methods=["POST"]
    )
    console.add_url_rule(f"{one}/move", view_func=move_announcement, methods=["POST"])
    console.add_url_rule(f"{one}/preview", view_func=preview_announcement, methods=["POST"])
    console.add_url_rule(f"{one}/parts/<int:part_id>", view_func=announcement_outcomes)


@needs("supervisor")
def announcements() -> ResponseReturnValue:
    """What is under way first, then what is over."""
    with desk().store.reading() as session:
        every = editing.every(session)
        names = _names(session)
    return render_template(
        "announcements/list.html",
        going=[one for one in every if one.state in OPEN],
        over=[one for one in every if one.state not in OPEN],
        names=names,
        words=words,
        tab="announcements",
    )


@needs("supervisor")
def new_announcement() -> ResponseReturnValue:
    return _form(MultiDict({"by": "official", "kind": "text", "audience": "all"}))


@needs("supervisor")
def create() -> ResponseReturnValue:
    """Keep a draft."""

    def work(session: Session, draft: forms.Draft) -> int:
        return editing.create(
            session,
            name=draft.name,
            content=draft.content,
            target=draft.target,
            send_at=draft.send_at,
            actor=actor(),
            now=desk().now(),
        )

    return _save(work, None)


@needs("supervisor")
def edit_announcement(announcement_id: int) -> ResponseReturnValue:
    found = _found(announcement_id)
    if found is None:
        return _missing()
    return _form(forms.written(found, desk().timezone), found)


@needs("supervisor")
def change(announcement_id: int) -> ResponseReturnValue:
    """Change a draft that nobody else changed meanwhile."""
    found = _found(announcement_id)
    if found is None:
        return _missing()

    def work(session: Session, draft: forms.Draft) -> int:
        editing.edit(
            session,
            announcement_id,
            seen=request.form.get("seen", 0, type=int),
            name=draft.name,
            content=draft.content,
            target=draft.target,
            send_at=draft.send_at,
            actor=actor(),
            now=desk().now(),
        )
        return announcement_id

    return _save(work, found)


@needs("supervisor")
def announcement(announcement_id: int) -> ResponseReturnValue:
    """One announcement: what it says, whom it reaches, what was done and what came of it."""
    return _missing() if _found(announcement_id) is None else _page(announcement_id)


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


@needs("supervisor")
def announcement_outcomes(announcement_id: int, part_id: int) -> ResponseReturnValue:
    """What became of a customer send for each receiver."""
    with desk().store.reading() as session:
        outcomes = results.outcomes(session, part_id)
        company = [name for name in accounts.read(session).known if name.startswith("wecom:")]
        known_as = customers.of_platform(session, company, [one.receiver for one in outcomes])
        names = customers.names(session, known_as.values())
        members = customers.members_of(session, known_as.values())
    return render_template(
        "announcements/outcomes.html",
        announcement_id=announcement_id,
        outcomes=outcomes,
        known_as=known_as,
        names=names,
        members=members,
        words=words,
        tab="announcements",
    )


SAID = {
    "submit": "已提交，等另一位同事审批",
    "approve": "已通过，到时间就会发出",
    "return": "已退回草稿",
    "cancel": "已取消",
    "withdraw": "正在撤回",
    "preview": "几秒后就能看到",
}


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
        return _page(announcement_id, words.refusal(error)), 409
    except FieldError as error:
        return _page(announcement_id, _sentence(error)), 422
    except NotFoundError:
        return _missing()
    flash(SAID[what])
    return redirect(url_for("console.announcement", announcement_id=announcement_id))


def _save(work: Callable[[Session, forms.Draft], int], found: Seen | None) -> ResponseReturnValue:
    picture = ""
    try:
        picture = knowledge_pictures.digest_of(knowledge_pictures.received())
        draft = forms.read(request.form, picture, desk().timezone)
        with desk().store.session() as session:
            number = work(session, draft)
            subject = f"announcement:{number}"
            audit.write(session, me().id, "announcement", subject, now=desk().now())
    except InvalidError:
        return _form(request.form, found, picture, "图片要 JPG、PNG 或 GIF，2 MB 以内。"), 422
    except FieldError as error:
        return _form(request.form, found, picture, _sentence(error), error.field), 422
    except AnnouncementError as error:
        return _form(request.form, found, picture, words.refusal(error)), 409
    flash("已保存草稿")
    return redirect(url_for("console.announcement", announcement_id=number))


def _sentence(error: FieldError) -> str:
    name = error.field.partition("[")[0]
    if (name, error.problem) == ("send_at", "too_early"):
        return "发送时间已经过了，请改到以后，或清空（审批通过就发）。"
    if error.problem == "too_long":
        return f"{words.FIELDS.get(name, name)}：太长了，最多 {error.limit} 字。"
    return f"{words.FIELDS.get(name, name)}：{rule_wording.sentence(error, money=False)}"


def _form(
    form: Any, found: Seen | None = None, picture: str = "", problem: str = "", wrong: str = ""
) -> str:
    with desk().store.reading() as session:
        known = [name for name in accounts.read(session).known if name.startswith("wechat:")]
        return render_template(
            "announcements/form.html",
            form=form,
            found=found,
            picture=picture or (found.content.picture if found else ""),
            problem=problem,
            wrong=wrong,
            accounts={name: name.removeprefix("wechat:") for name in known},
            mark=shelf.MARK,
            robots=robots.every(session),
            segments={one.id: one.name for one in segments.saved(session)},
            words=words,
            tab="announcements",
        )


def _page(announcement_id: int, problem: str = "") -> str:
    with desk().store.reading() as session:
        found = editing.get(session, announcement_id)
        parts = results.parts_of(session, announcement_id)
        return render_template(
            "announcements/show.html",
            found=found,
            parts=parts,
            is_moving=any(part.state in results.UNDER_WAY for part in parts),
            events=editing.events(session, announcement_id),
            names=_names(session),
            robots={one.id: one for one in robots.every(session, archived=True)},
            reach=_reach(session, found),
            may_withdraw=withdrawing.allowed(found),
            problem=problem,
            words=words,
            mine=actor(),
            my_openid=preview.own_openid(session, found),
            tab="announcements",
        )


def _reach(session: Session, found: Seen) -> planning.Receivers | None:
    """Whom its segment would reach now; only while that can still change."""
    if found.target.segment is None or found.state not in CHANGING:
        return None
    members = segments.batch_of_saved
    return planning.receivers(session, found, members, now=desk().now(), most=COUNTED)


def _names(session: Session) -> dict[str, str]:
    people = staff.actors(session)
    saved = {f"segment:{one.id}": one.name for one in segments.saved(session, archived=True)}
    return {"system": "系统", **people, **saved}


def _found(announcement_id: int) -> Seen | None:
    with desk().store.reading() as session:
        try:
            return editing.get(session, announcement_id)
        except NotFoundError:
            return None


def _missing() -> tuple[str, int]:
    sentence = "没有这条公告，可能打错了地址。"
    return render_template("error.html", title="没有找到", sentence=sentence, code=404), 404
