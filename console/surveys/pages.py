"""The list of surveys, and switching one on or off."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.access import actor, me, needs
from console.desk import desk
from console.surveys import wording
from console.surveys.spans import asked_span
from surveys import definitions
from surveys.errors import NotFoundError
from surveys.results import service
from tickets import audit


def register(console: Blueprint) -> None:
    console.add_url_rule("/surveys", view_func=surveys)
    console.add_url_rule(
        "/surveys/<int:survey_id>/switch", view_func=switch_survey, methods=["POST"]
    )
    console.register_error_handler(NotFoundError, _missing)


@needs("agent")
def surveys() -> ResponseReturnValue:
    """Every survey with its newest score."""
    span = asked_span()
    with desk().store.reading() as session:
        known = definitions.listed(session)
        lines = [(one, service.overall(session, one, span)) for one in known]
    return render_template("surveys/list.html", lines=lines, span=span, words=wording)


@needs("supervisor")
def switch_survey(survey_id: int) -> ResponseReturnValue:
    """Let a survey ask by itself, or stop it."""
    on = request.form.get("on") == "1"
    now = desk().now()
    with desk().store.session() as session:
        survey = definitions.get(session, survey_id)
        definitions.switch(session, survey_id, on=on, actor=actor(), now=now)
        audit.write(
            session,
            me().id,
            "change_survey",
            f"survey:{survey.key}"[:64],
            detail={"fields": "开启" if on else "停用"},
            address=request.remote_addr,
            now=now,
        )
    flash(f"「{survey.definition.name}」已{'开启' if on else '停用，没发出的邀请不再发送'}")
    return redirect(url_for("console.surveys"))


def _missing(_error: NotFoundError) -> ResponseReturnValue:
    sentence = "这份问卷不存在。请从问卷列表重新进入。"
    return render_template("error.html", title="没有找到", sentence=sentence, code=404), 404
