"""欢迎语和菜单: what a new follower hears, by the QR code they came from, and the menus."""

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from console.access import actor, me, needs
from console.desk import desk
from console.knowledge import forms
from console.knowledge import pictures as knowledge_pictures
from console.knowledge.dropping import drop
from knowledge import editing, repository
from knowledge.errors import ChangedMeanwhileError, KnowledgeError
from knowledge.values import Saying
from tickets import audit

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When what is new was last changed: one of the same name is not overwritten unseen."""
PLACES = {
    "welcome": "关注时",
    "scan": "再次扫码时",
    "help": "回复「菜单」时",
    "greeting": "顾客打招呼时",
}


def register(console: Blueprint) -> None:
    console.add_url_rule("/knowledge/sayings", view_func=sayings)
    console.add_url_rule(
        "/knowledge/sayings", endpoint="save_saying", view_func=save, methods=["POST"]
    )
    console.add_url_rule(
        "/knowledge/sayings/<int:saying_id>/drop", view_func=drop_saying, methods=["POST"]
    )


@needs("agent")
def sayings() -> ResponseReturnValue:
    """All greetings and menus, and the form for one."""
    return _page()


def _page(problem: str = "", image: str | None = None, opened: int | None = None) -> str:
    with desk().store.reading() as session:
        rows = repository.everything(session, Saying)
    editing_id = opened or request.args.get("edit", type=int)
    edited = next((row for row in rows if row.id == editing_id), None)
    return render_template(
        "knowledge/sayings.html",
        rows=sorted(rows, key=lambda row: row.name),
        editing=edited,
        image=forms.image_of(edited.extras) if image is None and edited else image or "",
        pictures=knowledge_pictures,
        form=request.form,
        problem=problem,
        places=PLACES,
        intents=forms.INTENT_NAMES,
        forms=forms,
        tab="sayings",
    )


@needs("supervisor")
def save() -> ResponseReturnValue:
    """Write one; with a source it is for those who came by that QR code."""
    form, image = request.form, None
    source = form.get("source", "").strip()
    name = form.get("place", "") + (f":{source}" if source else "")
    try:
        image = knowledge_pictures.received()
        with desk().store.session() as session:
            saved = editing.save_saying(
                session,
                name,
                form.get("text", ""),
                forms.options(form),
                tail=form.get("tail", "").strip()[:200],
                extras=forms.extras(form, image),
                account=form.get("account", "").strip(),
                seen=forms.seen(form) or NEVER,
                actor=actor(),
                now=desk().now(),
            )
            audit.write(session, me().id, "change_knowledge", f"saying:{saved}", now=desk().now())
    except KnowledgeError as error:
        opened = error.key if isinstance(error, ChangedMeanwhileError) else None
        return _page(forms.sentence(error), image, opened), forms.status(error)
    flash("已保存，几秒内生效")
    return redirect(url("console.sayings"))


@needs("supervisor")
def drop_saying(saying_id: int) -> ResponseReturnValue:
    return drop(Saying, saying_id, "console.sayings")
