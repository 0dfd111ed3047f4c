"""纠正与训练: what a line really meant, the answer it should get, and the models taught by it."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from console.access import actor, me, needs
from console.desk import desk
from console.knowledge import forms
from console.knowledge.trial import trial
from knowledge import learning, trainings
from tickets import audit

PROBLEMS = {
    "no_trainer": "没训练成：运行定时任务的机器上没有 scikit-learn，执行 "
    ".venv/bin/pip install 'scikit-learn>=1.6' 后再点一次。",
    "too_slow": "没训练成：超过 25 分钟，请换台空闲的机器再试。",
    "interrupted": "没训练成：训练中途进程停了，再点一次就行。",
    "crashed": "没训练成：训练程序出错，详情在定时任务的日志里。",
}


def register(console: Blueprint) -> None:
    console.add_url_rule("/knowledge/learning", view_func=teaching)
    console.add_url_rule("/knowledge/learning/train", view_func=train_model, methods=["POST"])
    console.add_url_rule("/knowledge/learning/decide", view_func=decide_model, methods=["POST"])
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
        run, waiting = trainings.latest(session), trainings.waiting(session)
    return render_template(
        "knowledge/learning.html",
        models=models,
        corrections=corrections,
        run=run,
        waiting=waiting,
        enough=trainings.ENOUGH,
        problems=PROBLEMS,
        original=not any(model.active for model in models),
        intents=forms.INTENT_NAMES,
        tab="learning",
    )


@needs("supervisor")
def train_model() -> ResponseReturnValue:
    """Ask for a training; the clock process carries it out."""
    with desk().store.session() as session:
        asked = trainings.want(session, actor=actor(), now=desk().now())
        if asked:
            audit.write(session, me().id, "train_model", "", now=desk().now())
    flash("已开始，几分钟后在这里看前后对比" if asked else "已经有一次训练在进行了")
    return redirect(url("console.teaching"))


@needs("supervisor")
def decide_model() -> ResponseReturnValue:
    """Adopt a trained model, or leave it."""
    model, decision = request.form.get("model", 0, int), request.form.get("decision", "")
    with desk().store.session() as session:
        trainings.decide(session, model, decision, actor=actor(), now=desk().now())
        audit.write(session, me().id, "change_model", f"{decision}:{model}", now=desk().now())
    flash("已采用，几秒内对所有顾客生效" if decision == trainings.ADOPTED else "已放弃这个模型")
    return redirect(url("console.teaching"))


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
