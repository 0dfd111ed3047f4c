"""纠正与训练: what a line really meant, the answer it should get, and the models taught by it."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from console import knowledge_forms as forms
from console.access import me, needs
from console.desk import desk
from console.knowledge_trial import trial
from knowledge import learning
from tickets import audit


def register(console: Blueprint) -> None:
    console.add_url_rule("/knowledge/learning", view_func=teaching)
    console.add_url_rule("/knowledge/learning/use", view_func=use_model, methods=["POST"])
    console.add_url_rule("/knowledge/lines/<int:inbox_id>", view_func=line)
    console.add_url_rule(
        "/knowledge/lines/<int:inbox_id>", endpoint="correct", view_func=correct, methods=["POST"]
    )


@needs("agent")
def teaching() -> ResponseReturnValue:
    """Corrections so far, and the models with their figures."""
    with desk().store.reading() as session:
        models = learning.versions(session)
        corrections = learning.latest(session)
    return render_template(
        "knowledge/learning.html",
        models=models,
        corrections=corrections,
        original=not any(model.active for model in models),
        intents=forms.INTENT_NAMES,
        tab="learning",
    )


@needs("supervisor")
def use_model() -> ResponseReturnValue:
    """Let another model serve: back to an earlier one, or to the one of the program."""
    chosen = request.form.get("model", type=int)
    with desk().store.session() as session:
        learning.activate(session, chosen or None)
        audit.write(
            session, me().id, "change_model", f"model:{chosen or 'original'}", now=desk().now()
        )
    flash("已切换，几秒内生效")
    return redirect(url("console.teaching"))


@needs("agent")
def line(inbox_id: int) -> ResponseReturnValue:
    """One line of a customer: what we made of it, and what it should have been."""
    return _line(inbox_id)


def _line(inbox_id: int, problem: str = "") -> str:
    with desk().store.reading() as session:
        heard = learning.heard(session, inbox_id)
        tried = trial(session, heard.text.strip())
    return render_template(
        "knowledge/line.html",
        heard=heard,
        tried=tried,
        problem=problem,
        intents=forms.INTENT_NAMES,
        tab="learning",
    )


@needs("agent")
def correct(inbox_id: int) -> ResponseReturnValue:
    """Keep what the line really meant; the next training learns it."""
    intent = request.form.get("intent", "")
    if intent not in forms.INTENT_NAMES:
        return _line(inbox_id, "请选一个意图。"), 422
    with desk().store.session() as session:
        heard = learning.heard(session, inbox_id)
        learning.correct(
            session, heard.text, intent, inbox_id=inbox_id, staff_id=me().id, now=desk().now()
        )
        audit.write(session, me().id, "correct_intent", f"inbox:{inbox_id}", now=desk().now())
    flash(f"记下了：这句是「{forms.INTENT_NAMES[intent]}」，下次训练时学会")
    return redirect(url("console.teaching"))
