"""What members are given for signing in, recommending the shop and their birthday."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.rules import forms
from console.rules.forms import Form, Input, RuleForm, Section
from membership import birthday_gifts, coupon_templates, referral_rules, rule_repository, sign_in
from membership.birthday_gifts import BirthdayRules
from membership.errors import FieldError
from membership.referral_rules import ReferralRules
from membership.sign_in import SignInRules

NO_COUPON = {"": "不送券"}
BONUS = (
    Input("day", "连续第几天", "whole"),
    Input("points", "多送几积分", "whole"),
)
SIGN_IN = (
    Input("enabled", "开放签到", "flag"),
    Input("points", "每天几积分", "whole"),
    Input("cycle", "几天一轮", "whole", hint="一轮满了，连签奖励从头再来"),
)
REFERRAL = (
    Input("enabled", "开放推荐有礼", "flag"),
    Input("referrer_points", "推荐人得几积分", "whole"),
    Input("referred_points", "新会员得几积分", "whole"),
    Input("minimum", "首单满多少元才算", "yuan"),
    Input("refund_days", "几天内退款就收回", "whole"),
    Input("monthly_cap", "每人每月奖励几次，超过要审核", "whole"),
    Input("review", "每一次都要审核", "flag"),
)
BIRTHDAY = (
    Input("points", "送几积分", "whole"),
    Input("coupon_template", "送哪张券", "choice"),
)
Setter = Callable[..., object]
KINDS: Mapping[str, tuple[tuple[Input, ...], Setter]] = {
    sign_in.KIND: (SIGN_IN, sign_in.set_rules),
    referral_rules.KIND: (REFERRAL, referral_rules.set_rules),
    birthday_gifts.KIND: (BIRTHDAY, birthday_gifts.set_rules),
}


def form(session: Session, _edit: str | None, now: datetime) -> RuleForm:
    """The three kinds of rules in force."""
    present = {kind: _in_force(session, kind, now) for kind in KINDS}
    bonus = f"{sign_in.KIND}.bonus"
    rows = len(present[sign_in.KIND]["bonus"])
    templates = NO_COUPON | {one.key: one.name for one in coupon_templates.every(session)}
    birthday = (
        BIRTHDAY[0],
        Input("coupon_template", "送哪张券", "choice", options=templates),
    )
    return RuleForm(
        title="签到、推荐与生日",
        sections=[
            _section("签到", sign_in.KIND, SIGN_IN),
            *forms.row_sections(bonus, "连签奖励", BONUS, rows),
            _section("推荐有礼", referral_rules.KIND, REFERRAL),
            _section("生日礼", birthday_gifts.KIND, birthday),
        ],
        values=forms.flat(present),
    )


def save(session: Session, form: Form, actor: str, now: datetime) -> str:
    """Write a version of each kind that was changed."""
    changed = []
    for kind, (inputs, set_rules) in KINDS.items():
        document = forms.read(inputs, form, kind)
        places: list[int] = []
        if kind == sign_in.KIND:
            document["bonus"], places = forms.read_rows(f"{kind}.bonus", BONUS, form)
        if document == _in_force(session, kind, now):
            continue
        try:
            _check(session, document)
            set_rules(session, document, author=actor, now=now)
        except FieldError as error:
            raise forms.at_its_place(error.within(kind), f"{kind}.bonus", places) from None
        changed.append(kind)
    return ",".join(changed)


def _check(session: Session, document: Mapping[str, Any]) -> None:
    template = document.get("coupon_template")
    if template and template not in {one.key for one in coupon_templates.every(session)}:
        raise FieldError("coupon_template", "not_an_option")


def _section(title: str, kind: str, inputs: tuple[Input, ...]) -> Section:
    return Section(title, [one.within(kind) for one in inputs])


def _in_force(session: Session, kind: str, now: datetime) -> dict[str, Any]:
    """The rules as the form would write them: defaults filled in, empty ones left out."""
    saved = rule_repository.current(session, kind, now=now)
    document: Mapping[str, Any] = saved.document if saved else {}
    rules: SignInRules | ReferralRules | BirthdayRules
    match kind:
        case sign_in.KIND:
            rules = sign_in.read_rules(document)
        case referral_rules.KIND:
            rules = referral_rules.read_rules(document)
        case _:
            rules = birthday_gifts.read_rules(document)
    values = {key: value for key, value in asdict(rules).items() if value is not None}
    if isinstance(rules, SignInRules):
        values["bonus"] = [{"day": day, "points": points} for day, points in rules.bonus]
    return values
