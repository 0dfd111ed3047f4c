"""Profile fields that staff define."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from console.rules import forms
from console.rules.forms import Form, Input, Line, RuleForm, Section
from membership import custom_fields
from membership.custom_fields import CustomField

KINDS: Mapping[str, str] = {
    "text": "文字",
    "number": "数字",
    "date": "日期",
    "choice": "单选",
    "yes_no": "是或否",
}


def form(session: Session, edit: str | None, _now: datetime) -> RuleForm:
    """All fields, and the form for one; the key and kind of one that exists stay."""
    known = custom_fields.all_fields(session, archived=True)
    chosen = next((one for one in known if one.key == edit), None)
    fixed = chosen is not None
    inputs = [
        Input("label", "名称", hint="店员和顾客看到的名字，例如「肤质」"),
        Input(
            "key",
            "代号",
            hint="接口里用，导入时是 custom. 加代号；保存后不能改，例如 skin_type",
            fixed=fixed,
        ),
        Input("kind", "填什么", "choice", options=KINDS, fixed=fixed),
        Input("options", "选项", "words", hint="只有单选要填，用顿号隔开"),
        Input("position", "排在第几", "whole", hint="数字小的在前"),
        Input("archived", "停用：不再填写，已有的内容保留", "flag"),
    ]
    return RuleForm(
        title=f"修改 {chosen.label}" if chosen else "新增字段",
        sections=[Section("", inputs)],
        values=_values(chosen) if chosen else {"kind": "text", "position": len(known)},
        lines=[Line(one.key, one.label, _about(one), one.archived) for one in known],
        listed=True,
    )


def save(session: Session, form: Form, _actor: str, now: datetime) -> str:
    inputs = (
        Input("label", ""),
        Input("key", ""),
        Input("kind", ""),
        Input("options", "", "words"),
        Input("position", "", "whole"),
        Input("archived", "", "flag"),
    )
    given = forms.read(inputs, form)
    field = CustomField(
        key=given.get("key", ""),
        label=given.get("label", ""),
        kind=given.get("kind", ""),
        options=tuple(given["options"]),
        position=given.get("position", 0),
        archived=given["archived"],
    )
    known = custom_fields.all_fields(session, archived=True)
    forms.check_new(form, field.key, (one.key for one in known))
    custom_fields.save(session, field, now=now)
    return field.key


def _values(field: CustomField) -> dict[str, object]:
    return {
        "label": field.label,
        "key": field.key,
        "kind": field.kind,
        "options": "、".join(field.options),
        "position": field.position,
        "archived": field.archived,
    }


def _about(field: CustomField) -> str:
    options = f"：{'、'.join(field.options)}" if field.options else ""
    return f"{KINDS[field.kind]}{options}（{field.key}）"
