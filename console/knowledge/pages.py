"""知识库: questions with answers, and a box to try what a customer would hear."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from console.access import actor, me, needs
from console.desk import desk
from console.knowledge import forms, gaps, pictures
from console.knowledge.dropping import drop
from console.knowledge.trial import trial
from knowledge import editing, repository, workbook
from knowledge.errors import KnowledgeError
from knowledge.values import Faq
from knowledge.writing import plain
from tickets import audit

PAGE = 50


def register(console: Blueprint) -> None:
    console.add_url_rule("/knowledge", view_func=knowledge)
    console.add_url_rule("/knowledge", endpoint="save_entry", view_func=save, methods=["POST"])
    console.add_url_rule("/knowledge/<int:entry_id>/drop", view_func=drop_entry, methods=["POST"])
    console.add_url_rule("/knowledge/export", view_func=export_entries)
    console.add_url_rule("/knowledge/import", view_func=import_entries, methods=["POST"])
    console.register_error_handler(KnowledgeError, _refused)


@needs("agent")
def knowledge() -> ResponseReturnValue:
    """The entries, the form for one, and the box to try a line."""
    return _page()


def _page(problem: str = "", image: str | None = None) -> str:
    search = request.args.get("q", "").strip()
    with desk().store.reading() as session:
        entries = repository.everything(session, Faq)
        tried = trial(session, request.args.get("try", "").strip())
    editing_id = request.args.get("edit", type=int) or request.form.get("id", type=int)
    edited = next((entry for entry in entries if entry.id == editing_id), None)
    shown = forms.image_of(edited.extras) if image is None and edited else image or ""
    return render_template(
        "knowledge/entries.html",
        rows=_found(entries, search)[:PAGE],
        total=len(entries),
        search=search,
        editing=edited,
        image=shown,
        pictures=pictures,
        form=request.form,
        question=request.args.get("question", ""),
        problem=problem,
        tried=tried,
        intents=forms.INTENT_NAMES,
        forms=forms,
        tab="entries",
    )


@needs("supervisor")
def save() -> ResponseReturnValue:
    """Write an entry, new or changed; lines it was written for leave the list."""
    key, image = request.form.get("id", type=int), None
    try:
        image = pictures.received()
        draft = forms.entry_draft(request.form, image)
        with desk().store.session() as session:
            saved = editing.save_entry(
                session,
                draft,
                key=key,
                seen=forms.seen(request.form),
                actor=actor(),
                now=desk().now(),
            )
            gaps.settle_for(session, request.form.get("lines", ""))
            audit.write(session, me().id, "change_knowledge", f"entry:{saved}", now=desk().now())
    except KnowledgeError as error:
        return _page(forms.sentence(error), image), forms.status(error)
    flash("已保存，几秒内生效")
    return redirect(url("console.knowledge"))


@needs("supervisor")
def drop_entry(entry_id: int) -> ResponseReturnValue:
    return drop(Faq, entry_id, "console.knowledge")


@needs("supervisor")
def export_entries() -> ResponseReturnValue:
    """All entries as a workbook."""
    with desk().store.session() as session:
        entries = repository.everything(session, Faq)
        audit.write(session, me().id, "export", "knowledge", now=desk().now())
    response: Response = make_response(workbook.written(entries, desk().timezone))
    response.headers["Content-Type"] = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="knowledge.xlsx"'
    return response


@needs("supervisor")
def import_entries() -> ResponseReturnValue:
    """Read a workbook; what is wrong in it is named by its row."""
    upload = request.files.get("file")
    try:
        rows = workbook.rows(upload.read() if upload else b"")
    except workbook.NotAWorkbookError:
        return _page("这不是我们导出的 xlsx 文件：第一行要有「问题」和「答案」两列。"), 422
    with desk().store.session() as session:
        done = workbook.imported(
            session, rows, timezone=desk().timezone, actor=actor(), now=desk().now()
        )
        audit.write(session, me().id, "change_knowledge", "import", now=desk().now())
    flash(f"新增 {done.added} 条，修改 {done.changed} 条，{done.same} 条没有变化")
    if done.rejected:
        wrong = "；".join(
            f"第 {number} 行{forms.wrong(field, reason)}"
            for number, field, reason in done.rejected
        )
        return _page(f"{len(done.rejected)} 行没有导入：{wrong[:500]}"), 422
    return redirect(url("console.knowledge"))


def _found(entries: list[Faq], search: str) -> list[Faq]:
    newest = sorted(entries, key=lambda entry: entry.updated_at, reverse=True)
    words = plain(search)
    if not words:
        return newest
    return [
        entry
        for entry in newest
        if words
        in plain(" ".join([entry.question, *entry.variants, entry.answer, entry.category]))
    ]


def _refused(error: KnowledgeError) -> ResponseReturnValue:
    sentence = forms.sentence(error)
    page = render_template("error.html", title="没有做成", sentence=sentence, code=422)
    return page, 422
