"""The levels, the lowest first."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.rules import forms
from console.rules.forms import Form, Input, RuleForm
from membership import levels
from membership.errors import FieldError
from membership.levels import Level

LEVELS = "levels"
INPUTS = (
    Input("code", "代号", hint="接口里用，保存后不能改，例如 gold"),
    Input("name", "名称", hint="例如「金卡」"),
    Input("line", "成长值达到多少", "whole", hint="第一个等级填 0，往后越来越高"),
    Input("keep_line", "保级要多少成长值", "whole", hint="一个周期内新增的成长值"),
    Input("period_months", "周期几个月", "whole", hint="不填是 12"),
    Input("percent", "积分按百分之几给", "whole", hint="100 是原样，150 是一倍半"),
    Input("benefits", "权益", "lines", hint="一行一条，写成 标题：说明"),
)


def form(session: Session, _edit: str | None, _now: datetime) -> RuleForm:
    """Every level in use, and an empty one to add."""
    known = levels.load(session).active
    return RuleForm(
        title="会员等级",
        sections=forms.row_sections(LEVELS, "等级", INPUTS, len(known), fixed="code"),
        values=forms.flat({LEVELS: [_values(level) for level in known]}),
    )


def save(session: Session, form: Form, actor: str, now: datetime) -> str:
    rows, places = forms.read_rows(LEVELS, INPUTS, form)
    document = [{**row, "benefits": _benefits(row.get("benefits", ""))} for row in rows]
    try:
        saved = levels.save(session, document, actor=actor, now=now)
    except FieldError as error:
        raise forms.at_its_place(error, LEVELS, places) from None
    return ",".join(level.code for level in saved.active)


def _values(level: Level) -> dict[str, Any]:
    lines = (
        f"{benefit['title']}:{benefit['text']}" if benefit.get("text") else benefit["title"]
        for benefit in level.benefits
    )
    return {
        "code": level.code,
        "name": level.name,
        "line": level.line,
        "keep_line": level.keep_line,
        "period_months": level.period_months,
        "percent": level.percent,
        "benefits": "\n".join(lines),
    }


def _benefits(text: str) -> list[dict[str, str]]:
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        title, _, about = line.replace("：", ":", 1).partition(":")
        found.append({"title": title.strip(), "text": about.strip()})
    return found
