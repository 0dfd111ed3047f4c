"""话术库."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console import wording
from console.access import me, needs
from console.desk import desk
from console.knowledge import pictures as knowledge_pictures
from knowledge.errors import InvalidError
from knowledge.pictures import shelf
from tickets import audit
from tickets import canned as replies
from tickets.errors import Missing, Taken


def register(console: Blueprint) -> None:
    console.add_url_rule("/canned", view_func=canned)
    console.add_url_rule("/canned", endpoint="save_canned", view_func=save, methods=["POST"])
    console.add_url_rule("/canned/<int:canned_id>/drop", view_func=drop_canned, methods=["POST"])


@needs("agent")
def canned() -> ResponseReturnValue:
    """All of them, and the form for one."""
    return _page()


def _page(problem: str = "", picture: str = "") -> str:
    with desk().store.reading() as session:
        rows = replies.everything(session)
    editing = next((row for row in rows if row.id == request.args.get("edit", type=int)), None)
    return render_template(
        "inbox/canned.html",
        rows=rows,
        editing=editing,
        form=request.form,
        problem=problem,
        picture=picture or (editing.picture if editing else None) or "",
        mark=shelf.MARK,
        variables=wording.VARIABLES,
    )


@needs("supervisor")
def save() -> ResponseReturnValue:
    """Write one, new or changed."""
    form = request.form
    try:
        picture = knowledge_pictures.digest_of(knowledge_pictures.received())
        with desk().store.session() as session:
            canned_id = replies.save(
                session,
                form.get("id", type=int),
                form.get("shortcut", "")[:64],
                form.get("title", "")[:64],
                form.get("text", "")[:2000],
                picture=picture,
                now=desk().now(),
            )
            subject = f"canned:{canned_id}"
            audit.write(session, me().id, "change_canned", subject, now=desk().now())
    except InvalidError as error:
        return _page(wording.refusal(Missing(f"picture_{error.reason}"))[1]), 422
    except (Missing, Taken) as error:
        return _page(wording.refusal(error)[1], picture), 422
    flash("已保存")
    return redirect(url_for("console.canned"))


@needs("supervisor")
def drop_canned(canned_id: int) -> ResponseReturnValue:
    with desk().store.session() as session:
        replies.drop(session, canned_id)
        audit.write(session, me().id, "change_canned", f"canned:{canned_id}", now=desk().now())
    flash("已删除")
    return redirect(url_for("console.canned"))
