"""Coupon templates; coupons already issued keep their own terms."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.rules import forms
from console.rules.forms import Form, Input, Line, RuleForm, Section, yuan
from membership import coupon_templates
from membership.coupon_templates import Template
from membership.coupon_terms import CouponTerms

KINDS = {"cash": "代金券", "percent": "折扣券", "gift": "礼品券"}
PLAIN = (
    Input("name", "名称", hint="顾客看到的名字，例如「满 100 减 20」"),
    Input("key", "代号", hint="接口里用，保存后不能改"),
    Input("quota", "最多发几张", "whole", hint="留空是不限"),
    Input("member_limit", "每人最多几张", "whole", hint="留空是不限"),
    Input("enabled", "启用", "flag"),
)
TERMS = (
    Input("kind", "种类", "choice", options=KINDS),
    Input("value", "面额或折扣", hint="代金券填元；折扣券填减百分之几，15 就是八五折"),
    Input("minimum", "订单满多少元可用", "yuan", hint="留空是不限"),
    Input("most_off", "最多减多少元", "yuan", hint="留空是不限"),
    Input("starts_after_days", "发放几天后可用", "whole", hint="留空是当天"),
    Input("valid_days", "有效几天", "whole", hint="留空是 30 天"),
    Input("comes_back", "整单退款或取消时退回给顾客", "flag"),
)


def form(session: Session, edit: str | None, _now: datetime) -> RuleForm:
    """All templates, and the form for one."""
    known = coupon_templates.every(session)
    chosen = next((one for one in known if one.key == edit), None)
    plain = [
        Input(one.name, one.label, one.kind, one.hint, fixed=one.name == "key" and bool(chosen))
        for one in PLAIN
    ]
    new = {"enabled": True, "terms.kind": "cash", "terms.comes_back": True}
    return RuleForm(
        title=f"修改 {chosen.name}" if chosen else "新增券",
        sections=[Section("", [*plain[:2], *(one.within("terms") for one in TERMS), *plain[2:]])],
        values=_values(chosen) if chosen else new,
        lines=[Line(one.key, one.name, _about(one), not one.enabled) for one in known],
        listed=True,
    )


def save(session: Session, form: Form, _actor: str, now: datetime) -> str:
    body = forms.read(PLAIN, form)
    forms.check_new(form, body.get("key"), (one.key for one in coupon_templates.every(session)))
    terms = forms.read(TERMS, form, "terms")
    if (value := terms.get("value")) is not None:
        read = forms.fen if terms.get("kind") == "cash" else forms.whole
        terms["value"] = read("terms.value", value)
    return coupon_templates.save(session, {**body, "terms": terms}, now=now).key


def _values(template: Template) -> dict[str, Any]:
    terms = asdict(template.terms)
    terms["value"] = _worth(template.terms)
    return {**forms.flat(asdict(template)), **forms.flat({"terms": terms})}


def _worth(terms: CouponTerms) -> str:
    return yuan(terms.value) if terms.kind == "cash" else str(terms.value)


def _about(template: Template) -> str:
    terms = template.terms
    worth = {
        "cash": f"减 {_worth(terms)} 元",
        "percent": f"减 {terms.value}%",
        "gift": "到店领取",
    }[terms.kind]
    most = f" / {template.quota}" if template.quota is not None else ""
    return f"{KINDS[terms.kind]}，{worth}，已发 {template.issued}{most} 张"
