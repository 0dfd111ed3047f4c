"""Tags that members carry for as long as their figures meet the conditions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.rules import forms
from console.rules.forms import Form, Input, Line, RuleForm, Section
from membership import stages, tag_rules
from membership.errors import FieldError
from membership.tag_conditions import Condition
from membership.tag_rules import TagRule

CONDITIONS = "conditions"
MEASURES = {
    "orders": "订单数",
    "amount": "累计消费（元）",
    "average": "平均每单（元）",
    "gap": "平时几天买一次",
    "discounted_percent": "用券订单的百分比",
    "stage": "生命周期阶段",
}
COMPARISONS = {">=": "至少", "<=": "至多", "=": "正好是"}
MONEY = {"amount", "average"}
STAGE_KEYS = {name: key for key, name in stages.NAMES.items()}
CONDITION = (
    Input("measure", "看什么", "choice", options={"": "不用这一行"} | MEASURES),
    Input("comparison", "怎样比", "choice", options=COMPARISONS),
    Input("value", "多少", hint="阶段写名字，例如「流失风险」"),
)


def form(session: Session, edit: str | None, _now: datetime) -> RuleForm:
    """All rules, and the form for one."""
    known = tag_rules.every(session)
    chosen = next((one for one in known if one.tag == edit), None)
    plain = [
        Input("tag", "标签", hint="例如「高频」；保存后不能改名", fixed=chosen is not None),
        Input("enabled", "启用；停用会从所有人身上取下", "flag"),
    ]
    rows = len(chosen.conditions) if chosen else 0
    return RuleForm(
        title=f"修改 {chosen.tag}" if chosen else "新增规则",
        sections=[
            Section("", plain),
            *forms.row_sections(CONDITIONS, "条件（要同时满足）", CONDITION, rows),
        ],
        values=_values(chosen) if chosen else {"enabled": True},
        lines=[Line(one.tag, one.tag, _about(one), not one.enabled) for one in known],
        listed=True,
    )


def save(session: Session, form: Form, actor: str, now: datetime) -> str:
    """Write the rule; a job gives and takes the tag within minutes."""
    tag = form.get("tag", "").strip()
    if tag != form.get("edit") and tag in {one.tag for one in tag_rules.every(session)}:
        raise FieldError("tag", "taken")
    rows, places = forms.read_rows(CONDITIONS, CONDITION[:1], form)
    try:
        conditions = [
            _condition(row["measure"], form, f"{CONDITIONS}[{place}]")
            for row, place in zip(rows, places, strict=True)
        ]
        tag_rules.set_rule(session, tag, conditions, author=actor, now=now)
    except FieldError as error:
        raise forms.at_its_place(error, CONDITIONS, places) from None
    if not form.get("enabled"):
        tag_rules.disable(session, tag, author=actor, now=now)
    return tag


def _condition(measure: str, form: Form, owner: str) -> dict[str, Any]:
    typed = form.get(f"{owner}.value", "").strip()
    if measure == "stage":
        return {"measure": measure, "value": STAGE_KEYS.get(typed, typed)}
    value = f"{owner}.value"
    if not typed:
        raise FieldError(value, "missing")
    read = forms.fen if measure in MONEY else forms.whole
    comparison = form.get(f"{owner}.comparison", "")
    return {"measure": measure, "comparison": comparison, "value": read(value, typed)}


def _values(rule: TagRule) -> Mapping[str, Any]:
    rows = [
        {"measure": one.measure, "comparison": one.comparison, "value": _value(one)}
        for one in rule.conditions
    ]
    return {"tag": rule.tag, "enabled": rule.enabled, **forms.flat({CONDITIONS: rows})}


def _value(condition: Condition) -> str:
    if condition.measure == "stage":
        return stages.NAMES[str(condition.value)]
    if condition.measure in MONEY:
        return forms.yuan(int(condition.value))
    return str(condition.value)


def _about(rule: TagRule) -> str:
    said = "，".join(
        f"{MEASURES[one.measure]} {COMPARISONS[one.comparison]} {_value(one)}"
        for one in rule.conditions
    )
    pending = "，正在更新" if rule.is_pending else ""
    return f"{said}（{rule.holders:,} 人{pending}）"
