"""关键词回复."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from console.access import actor, me, needs
from console.desk import desk
from console.knowledge import forms
from console.knowledge import pictures as knowledge_pictures
from console.knowledge.dropping import drop
from knowledge import editing, repository
from knowledge.errors import KnowledgeError
from knowledge.values import Keyword
from tickets import audit


def register(console: Blueprint) -> None:
    console.add_url_rule("/knowledge/keywords", view_func=keywords)
    console.add_url_rule(
        "/knowledge/keywords", endpoint="save_keyword", view_func=save, methods=["POST"]
    )
    console.add_url_rule(
        "/knowledge/keywords/<int:keyword_id>/drop", view_func=drop_keyword, methods=["POST"]
    )


@needs("agent")
def keywords() -> ResponseReturnValue:
    """All keyword replies, and the form for one."""
    return _page()


def _page(problem: str = "", image: str | None = None) -> str:
    with desk().store.reading() as session:
        rows = repository.everything(session, Keyword)
    rows.sort(key=lambda row: (row.place, row.id))
    editing_id = request.args.get("edit", type=int) or request.form.get("id", type=int)
    edited = next((row for row in rows if row.id == editing_id), None)
    return render_template(
        "knowledge/keywords.html",
        rows=rows,
        editing=edited,
        image=forms.image_of(edited.extras) if image is None and edited else image or "",
        pictures=knowledge_pictures,
        form=request.form,
        problem=problem,
        matches=forms.MATCH_NAMES,
        forms=forms,
        tab="keywords",
    )


@needs("supervisor")
def save() -> ResponseReturnValue:
    """Write a keyword reply; a pattern that could be slow is refused."""
    key, image = request.form.get("id", type=int), None
    try:
        image = knowledge_pictures.received()
        draft = forms.keyword_draft(request.form, image)
        with desk().store.session() as session:
            saved = editing.save_keyword(
                session,
                draft,
                key=key,
                seen=forms.seen(request.form),
                actor=actor(),
                now=desk().now(),
            )
            audit.write(session, me().id, "change_knowledge", f"keyword:{saved}", now=desk().now())
    except KnowledgeError as error:
        return _page(forms.sentence(error), image), forms.status(error)
    flash("已保存，几秒内生效")
    return redirect(url("console.keywords"))


@needs("supervisor")
def drop_keyword(keyword_id: int) -> ResponseReturnValue:
    return drop(Keyword, keyword_id, "console.keywords")
