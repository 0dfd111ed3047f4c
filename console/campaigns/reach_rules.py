"""触达规则: quiet hours, how often at most, which channel first, and whom campaigns spare."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaigns import policy
from console.access import actor, me, needs
from console.desk import desk
from console.rules import forms as rule_forms
from console.rules import wording as rule_wording
from console.rules.forms import Form, Input, Section
from console.wording.reach import CHANNELS
from membership.errors import FieldError
from messaging.reach import rules
from messaging.reach.errors import ReachRuleError
from messaging.reach.rules import LIMITED
from messaging.reach.values import CATEGORIES
from tickets import audit

PATH = "/reach-rules"
NAMES = {"service": "服务", "survey": "问卷", "notice": "通知", "marketing": "营销"}
LIMITED_NAMES = {category: NAMES[category] for category in LIMITED}
QUIET = (
    Input("quiet.from", "从几点", hint="例如 21:00"),
    Input("quiet.to", "到几点", hint="例如 09:00，可以跨过半夜；两个都不填就没有免打扰"),
    Input("quiet.categories", "哪些消息", "choices", options=LIMITED_NAMES),
)
CAPS = "频次上限"
CAP = (
    Input("categories", "限制哪些消息", "choices", options=LIMITED_NAMES),
    Input("counting", "数哪些消息", "choices", options={one: NAMES[one] for one in CATEGORIES}),
    Input("most", "最多几条", "whole"),
    Input("hours", "在多少小时内", "whole", hint="24 是一天，168 是一周"),
)
ORDER = tuple(
    Input(f"order.{one}", f"{NAMES[one]}先用哪个渠道", "words", hint="按先后写，用顿号隔开")
    for one in CATEGORIES
)
POLICY = (
    Input(
        "holdout_percent", "全局对照组百分之几", "whole", hint="这些人不收任何活动，用来看整体效果"
    ),
    Input("detractor_days", "打低分后几天内不打扰", "whole"),
    Input("sms_fen", "一条短信多少钱", "yuan", hint="只用来估算花费"),
)
MONTHLY = Input("wecom_a_month", "企业微信每人每月最多几次群发", "whole")


def register(console: Blueprint) -> None:
    console.add_url_rule(PATH, view_func=reach_rules)
    console.add_url_rule(PATH, endpoint="save_reach_rules", view_func=save, methods=["POST"])


@needs("admin")
def reach_rules() -> ResponseReturnValue:
    return _page()


@needs("admin")
def save() -> ResponseReturnValue:
    """Put both documents in force, or neither."""
    form = request.form
    places: list[int] = []
    try:
        caps, places = rule_forms.read_rows("caps", CAP, form)
        document = _document(form, caps)
        with desk().store.session() as session:
            if rules.in_force(session).version != form.get("seen", 0, type=int):
                return _page(said="刚才有人改过触达规则，请刷新后看过新的内容再改。"), 409
            rules.save(session, document, actor=actor(), now=desk().now())
            body = rule_forms.read(POLICY, form)
            policy.save(session, body, actor=actor(), now=desk().now())
            audit.write(session, me().id, "change_rules", "reach", now=desk().now())
    except (ReachRuleError, FieldError) as error:
        wrong = FieldError(error.field, error.problem, error.limit)
        return _page(rule_forms.at_its_place(wrong, "caps", places)), 422
    flash("已保存，从现在起生效")
    return redirect(url_for("console.reach_rules"))


def _document(form: Form, caps: list[dict[str, Any]]) -> dict[str, Any]:
    begins, ends = form.get("quiet.from", "").strip(), form.get("quiet.to", "").strip()
    quiet = None
    if begins or ends:
        categories = form.getlist("quiet.categories")
        quiet = {"from": begins, "to": ends, "categories": categories}
    keys = {name: channel for channel, name in CHANNELS.items()}
    typed = rule_forms.read(ORDER, form)
    order = {
        name.removeprefix("order."): [keys.get(word, word) for word in words]
        for name, words in typed.items()
        if words
    }
    monthly = rule_forms.read((MONTHLY,), form)
    return {"quiet": quiet, "caps": caps, "order": order, **monthly}


def _values(found: rules.Rules, spared: policy.Policy) -> Mapping[str, Any]:
    document = rules.to_document(found)
    named = {
        category: [CHANNELS[channel] for channel in channels]
        for category, channels in document["order"].items()
    }
    flat = rule_forms.flat({**document, "quiet": document["quiet"] or {}, "order": {}})
    ordered = {f"order.{category}": "、".join(names) for category, names in named.items()}
    own = {one.name: getattr(spared, one.name) for one in POLICY}
    return {**flat, **ordered, **own}


def _abouts(found: rules.Rules, spared: policy.Policy) -> Mapping[str, str]:
    """What each folded section says of what is in force, by its title."""
    quiet = found.quiet
    held = (
        f"{spared.holdout_percent}% 的会员不收活动" if spared.holdout_percent else "没有全局对照组"
    )
    told = {
        "免打扰": f"{quiet.begins:%H:%M} 到 {quiet.ends:%H:%M} 不发{_named(quiet.categories)}"
        if quiet
        else "没有",
        "渠道先后": f"营销：{'、'.join(CHANNELS[one] for one in found.order('marketing'))}",
        "对照与保护": f"{held}；打低分后 {spared.detractor_days} 天不打扰",
        f"新增{CAPS}": "",
    }
    caps = {
        f"{CAPS} {at}": f"{_named(cap.categories)}：{cap.hours} 小时内最多 {cap.most} 条"
        for at, cap in enumerate(found.caps, start=1)
    }
    return told | caps


def _named(categories: Collection[str]) -> str:
    return "、".join(NAMES[one] for one in CATEGORIES if one in categories)


def _page(error: FieldError | None = None, said: str = "") -> str:
    with desk().store.reading() as session:
        found = rules.in_force(session)
        spared = policy.in_force(session, now=desk().now())
    sections = [
        Section("免打扰", list(QUIET)),
        *rule_forms.row_sections("caps", CAPS, CAP, len(found.caps)),
        Section("渠道先后", [*ORDER, MONTHLY]),
        Section("对照与保护", list(POLICY)),
    ]
    names = [one.name for section in sections for one in section.inputs]
    values = _values(found, spared) if error is None else rule_forms.typed(sections, request.form)
    return render_template(
        "campaigns/rules.html",
        sections=sections,
        abouts=_abouts(found, spared),
        values=values,
        shown=rule_forms.shown,
        seen=found.version,
        wrong=rule_forms.nearest(error.field, names) if error else None,
        said=rule_wording.sentence(error, money=error.field == "sms_fen") if error else said,
        tab="campaigns",
    )
