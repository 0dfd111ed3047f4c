"""Writing a survey: by fields or as data, checked and shown while it is typed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.access import actor, me, needs
from console.desk import desk
from console.surveys import fields, wording
from console.surveys.preview import preview
from membership.errors import FieldError
from surveys import definitions
from surveys.defaults import CES, CSAT, NPS
from surveys.definition import parse
from surveys.values import Definition
from tickets import audit, staff

FORM: Mapping[str, Any] = {
    "name": "到店体验小调查",
    "kind": "form",
    "relation": "transactional",
    "trigger": {"on": "hand"},
    "channels": ["message", "wecom", "sms"],
    "answer_within_hours": 72,
    "questions": [
        {
            "key": "liked",
            "kind": "multi",
            "text": {"zh": "您对哪些方面满意？可以多选。", "en": "What did you like?"},
            "choices": [
                {"key": "goods", "label": {"zh": "商品", "en": "Goods"}},
                {"key": "staff", "label": {"zh": "服务", "en": "Service"}},
                {"key": "price", "label": {"zh": "价格", "en": "Price"}},
                {"key": "none", "label": {"zh": "都不满意", "en": "None of these"}},
            ],
        },
        {
            "key": "wish",
            "kind": "text",
            "text": {"zh": "最希望我们改进什么？", "en": "What should we do better?"},
        },
    ],
    "thanks": {"zh": "都记下啦，谢谢您～", "en": "Noted, thank you."},
}
FIELDS, DATA = "fields", "data"
STARTS = {"nps": NPS, "csat": CSAT, "ces": CES, "form": FORM}
LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, read as far as it can be: a definition, or what is wrong and where."""

    text: str
    document: Mapping[str, Any] | None = None
    definition: Definition | None = None
    problem: str = ""
    field: str = ""


def register(console: Blueprint) -> None:
    console.add_url_rule("/surveys/new", view_func=new_survey)
    console.add_url_rule("/surveys/new", view_func=create_survey, methods=["POST"])
    console.add_url_rule("/surveys/check", view_func=check_survey, methods=["POST"])
    console.add_url_rule("/surveys/<int:survey_id>/edit", view_func=edit_survey)
    console.add_url_rule("/surveys/<int:survey_id>/edit", view_func=save_survey, methods=["POST"])


@needs("supervisor")
def new_survey() -> ResponseReturnValue:
    """Begin with one of the kinds."""
    start = request.args.get("from", "")
    return _page(read(_text(STARTS.get(start, NPS))))


@needs("supervisor")
def create_survey() -> ResponseReturnValue:
    """Make a survey; it asks nobody before it is switched on."""
    draft = read(request.form.get("document", ""), request.form)
    if draft.document is None or draft.problem or request.form.get("go") == "check":
        return _page(draft), 422 if draft.problem else 200
    key = request.form.get("key", "").strip()
    try:
        with desk().store.session() as session:
            made = definitions.create(
                session, key, draft.document, actor=actor(), now=desk().now()
            )
            _note(session, made.key, "新建")
    except FieldError as error:
        return _page(_wrong(draft, error)), 422
    flash(f"「{made.definition.name}」已保存，还没有开启")
    return redirect(url_for("console.surveys"))


@needs("supervisor")
def edit_survey(survey_id: int) -> ResponseReturnValue:
    """The newest version."""
    with desk().store.reading() as session:
        survey = definitions.get(session, survey_id)
    return _page(read(_text(survey.document)), survey_id, survey.version)


@needs("supervisor")
def save_survey(survey_id: int) -> ResponseReturnValue:
    """Save the next version; who was asked before keeps the questions they were asked."""
    draft = read(request.form.get("document", ""), request.form)
    version = request.form.get("version", 0, type=int)
    if draft.document is None or draft.problem or request.form.get("go") == "check":
        return _page(draft, survey_id, version), 422 if draft.problem else 200
    try:
        with desk().store.session() as session:
            saved = definitions.save(
                session,
                survey_id,
                draft.document,
                based_on=version,
                actor=actor(),
                now=desk().now(),
            )
            _note(session, saved.key, f"第 {saved.version} 版")
    except FieldError as error:
        return _page(_wrong(draft, error), survey_id, version), 422
    flash(f"已保存第 {saved.version} 版，新的邀请用它；发出去的邀请不变")
    return redirect(url_for("console.edit_survey", survey_id=survey_id))


@needs("supervisor")
def check_survey() -> ResponseReturnValue:
    """The preview of what stands in the editor, or where it is wrong."""
    draft = read(request.form.get("document", ""), request.form)
    return render_template("surveys/_preview.html", **_shown(draft))


def read(text: str, form: Mapping[str, str] | None = None) -> Draft:
    """Read what was typed: a document, with the fields of a form laid over it if it is one."""
    if len(text) > LONGEST:
        return Draft(text, problem=f"太长了，最多 {LONGEST:,} 个字符。")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 个字"
        return Draft(text, problem=f"{where}附近的格式不对，常见的是少了逗号、引号或括号。")
    except RecursionError:
        return Draft(text, problem="括号套得太深了。")
    try:
        if form is not None and form.get("as") == FIELDS:
            parse(document)
            document = fields.filled(document, form)
            text = _text(document)
        return Draft(text, document, parse(document))
    except FieldError as error:
        refused = wording.refusal(error)
        return Draft(text, document, problem=refused, field=error.field)


def _is_sound(draft: Draft) -> bool:
    """Whether it can be shown as fields: read, or wrong only in one of them."""
    if draft.document is None or not isinstance(draft.document, dict):
        return False
    if draft.definition is not None:
        return True
    try:
        shown = fields.sections(draft.document)
    except (KeyError, TypeError, AttributeError):
        return False
    return draft.field in {field.name for section in shown for field in section.fields}


def _wrong(draft: Draft, error: FieldError) -> Draft:
    if error.field == "version":
        problem = "别人刚保存了新的一版。请先复制您的修改，刷新后再改。"
    elif error.field == "kind":
        problem = "问卷的类型不能改：两种分数不能放在一起比。请新建一份问卷。"
    else:
        problem = wording.refusal(error)
    return Draft(draft.text, draft.document, draft.definition, problem, error.field)


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _note(session: Any, key: str, what: str) -> None:
    audit.write(
        session,
        me().id,
        "change_survey",
        f"survey:{key}"[:64],
        detail={"fields": what},
        address=request.remote_addr,
        now=desk().now(),
    )


def _shown(draft: Draft) -> dict[str, Any]:
    steps = preview(draft.definition) if draft.definition else ()
    return {"draft": draft, "steps": steps, "words": wording}


def _page(draft: Draft, survey_id: int | None = None, version: int = 0) -> str:
    versions: list[definitions.Version] = []
    names: dict[str, str] = {}
    by_fields = request.values.get("as", FIELDS) == FIELDS and _is_sound(draft)
    if survey_id is not None:
        with desk().store.reading() as session:
            versions = definitions.versions(session, survey_id)
            names = staff.actors(session)
    return render_template(
        "surveys/edit.html",
        **_shown(draft),
        survey_id=survey_id,
        version=version,
        versions=versions,
        names=names,
        sections=fields.sections(draft.document) if by_fields and draft.document else [],
        way=FIELDS if by_fields else DATA,
        key=request.form.get("key", ""),
        starts=wording.KINDS,
        start=request.args.get("from", "nps"),
    )
