"""Gifts that points buy."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from console.rules import forms
from console.rules.forms import Form, Input, Line, RuleForm, Section
from membership import coupon_templates, gifts
from membership.errors import FieldError

MOST_SHOWN = 500
NO_COUPON = {"": "不是券，到店领取实物"}


def form(session: Session, edit: str | None, _now: datetime) -> RuleForm:
    """All gifts, and the form for one; the stock is only changed when it is filled in."""
    known = gifts.listed(session, available=False, limit=MOST_SHOWN)
    chosen = next((one for one in known if one.key == edit), None)
    templates = {one.key: one.name for one in coupon_templates.every(session)}
    stock = f"现有 {chosen.stock} 件，留空不变" if chosen else "件数"
    return RuleForm(
        title=f"修改 {chosen.name}" if chosen else "新增礼品",
        sections=[Section("", _inputs(NO_COUPON | templates, stock, fixed=chosen is not None))],
        values={**asdict(chosen), "stock": None} if chosen else {"enabled": True},
        lines=[
            Line(one.key, one.name, f"{one.points} 积分，库存 {one.stock}", not one.enabled)
            for one in known
        ],
        listed=True,
    )


def save(session: Session, form: Form, _actor: str, now: datetime) -> str:
    body = forms.read(_inputs({}, "", fixed=False), form)
    known = gifts.listed(session, available=False, limit=MOST_SHOWN)
    forms.check_new(form, body.get("key"), (one.key for one in known))
    template = body.get("coupon_template")
    if template and template not in {one.key for one in coupon_templates.every(session)}:
        raise FieldError("coupon_template", "not_an_option")
    return gifts.save(session, body, now=now).key


def _inputs(templates: dict[str, str], stock: str, *, fixed: bool) -> list[Input]:
    return [
        Input("name", "名称", hint="例如「保温杯」"),
        Input("key", "代号", hint="接口里用，保存后不能改", fixed=fixed),
        Input("description", "说明"),
        Input("points", "要多少积分", "whole"),
        Input("stock", "库存", "whole", hint=stock),
        Input("member_limit", "每人最多换几件", "whole", hint="留空是不限"),
        Input("coupon_template", "换到的是券吗", "choice", options=templates),
        Input("enabled", "上架", "flag"),
    ]
