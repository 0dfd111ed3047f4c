"""Writing a 公告, and changing one that was not approved yet."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from announcements import editing, robots
from announcements.errors import AnnouncementError
from announcements.values import Seen
from campaigns import segments
from console.access import actor, me, needs
from console.announcements import form as forms
from console.announcements import pages
from console.announcements import wording as words
from console.desk import desk
from console.knowledge import pictures as knowledge_pictures
from knowledge.errors import InvalidError
from knowledge.pictures import shelf
from membership.errors import FieldError
from messaging.reach import accounts
from tickets import audit


def register(console: Blueprint) -> None:
    for path, page, endpoint, view in (
        (f"{pages.PATH}/new", new_announcement, "create_announcement", create),
        (f"{pages.ONE}/edit", edit_announcement, "change_announcement", change),
    ):
        console.add_url_rule(path, view_func=page)
        console.add_url_rule(path, endpoint=endpoint, view_func=view, methods=["POST"])


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
    found = pages.found(announcement_id)
    if found is None:
        return pages.missing()
    return _form(forms.written(found, desk().timezone), found)


@needs("supervisor")
def change(announcement_id: int) -> ResponseReturnValue:
    """Change a draft that nobody else changed meanwhile."""
    found = pages.found(announcement_id)
    if found is None:
        return pages.missing()

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
        return _form(request.form, found, picture, words.wrong(error), error.field), 422
    except AnnouncementError as error:
        return _form(request.form, found, picture, words.refusal(error)), 409
    flash("已保存草稿")
    return redirect(url_for("console.announcement", announcement_id=number))


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
