"""The form of a campaign over its document: inputs are named by the path an error carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaigns import kinds
from campaigns.document import allowed_channels
from campaigns.steps import MOST_STEPS
from console import rule_forms
from console.campaigns_wording import FESTIVAL_NAMES, VARIABLES
from console.rule_forms import Form, Input, Section
from console.wording.reach import CHANNELS
from membership.stages import NAMES as STAGES

STEPS = "steps"
NOTICE, NOTICE_FIELDS = "notice.template", "notice.fields"
SMS, SMS_VALUES = "sms.template", "sms.values"
KEPT = "kept"
"""The choice of an audience that has conditions of its own, which no saved segment holds."""
CHANNEL_HINT = "不选就按触达规则的顺序"
TICKETS = {"complaint": "投诉", "after_sale": "售后", "enquiry": "咨询", "suggestion": "建议"}
AWAY = {key: STAGES[key] for key in ("at_risk", "dormant", "lost")}
OCCASIONS: Mapping[str, tuple[Input, ...]] = {
    "winback": (
        Input("to", "进入哪些阶段时", "choices", options=AWAY),
        Input("within_days", "只看最近几天内进入的", "whole", hint="不填是 180，早就离开的不惊动"),
    ),
    "points_expiring": (
        Input("ahead_days", "提前几天提醒", "whole", hint="不填是 30"),
        Input("least", "至少多少积分才提醒", "whole", hint="不填是 1"),
    ),
    "level_near": (Input("missing", "差多少成长值以内", "whole", hint="不填是 200"),),
    "level_at_risk": (Input("ahead_days", "提前几天提醒", "whole", hint="不填是 14"),),
    "repurchase": (
        Input("ahead_days", "提前几天提醒", "whole", hint="不填是 2"),
        Input("shortest_cycle", "购买间隔至少几天", "whole", hint="不填是 7，天天来的不用提醒"),
    ),
    "festival": (
        Input("festivals", "节日", "choices", options=FESTIVAL_NAMES),
        Input("dates", "其他日子", "words", hint="例如 2026-12-24，多个用顿号隔开"),
    ),
    "checkup": (Input("kinds", "哪些工单", "choices", options=TICKETS),),
    "regular": (
        Input("cron", "哪些日子", hint="日 月 星期：「* * 5」是每周五，「1 * *」是每月 1 日"),
    ),
}
STEP = (
    Input("text", "说什么", "lines"),
    Input("after_days", "进入后几天", "whole", hint="第一步填 0 或不填"),
    Input("after_hours", "再过几小时", "whole", hint="不填是 0"),
    Input("lasts_days", "几天内有效", "whole", hint="发不出去时在这几天里再试，不填是 1"),
    Input("gift.points", "送积分", "whole"),
    Input("gift.coupon", "送优惠券", "choice"),
    Input("gift.birthday", "送生日礼", "flag"),
    Input("link.title", "卡片标题", hint="填了就发成图文卡片"),
    Input("link.url", "卡片链接"),
    Input("link.picture_url", "卡片图片的网址", hint="不填就没有图"),
    Input(NOTICE, "订阅通知的模板", hint="运维配置里的名字；填了才会走订阅通知"),
    Input(NOTICE_FIELDS, "订阅通知的字段", "lines", hint="一行一个：thing1=生日快乐"),
    Input(SMS, "短信的模板", hint="短信服务商那里的编号；填了才会发短信"),
    Input(SMS_VALUES, "短信模板的变量", "lines", hint="一行一个，按模板里的顺序"),
    Input(
        "to_all",
        "群发时的文案",
        "lines",
        hint="走群发渠道时大家收到同一条，不能带变量；不填就不群发",
    ),
    Input("task", "不发消息，给店员派任务", "flag"),
)
LIMITS = (
    Input("limits.once", "每人只参加一次", "flag"),
    Input("limits.again_after_days", "隔几天可以再参加", "whole", hint="不填就是每次时机都算"),
    Input("limits.per_day", "每天最多发几条", "whole", hint="不填不限"),
    Input(
        "limits.holdout_percent",
        "对照组百分之几",
        "whole",
        hint="不给这些人发，才知道活动有没有用；0 到 50",
    ),
)
GOAL = (
    Input("goal.days", "几天内下单算有效", "whole", hint="不填是 14"),
    Input("goal.stops", "下单后停止后面的步骤", "flag"),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers that staff made themselves, by key."""

    segments: Mapping[str, str]
    coupons: Mapping[str, str]
    kept: str = ""
    """The conditions of the campaign's own audience in words, if it has some."""


def sections(kind: str, steps: int, choices: Choices) -> list[Section]:
    """All inputs for a campaign of a kind, with room for one more step."""
    occasion = (Input("at", "几点发", hint="例如 09:30"), *OCCASIONS.get(kind, ()))
    allowed = allowed_channels(kinds.grammars()[kind].category)
    channels = {channel: CHANNELS[channel] for channel in allowed}
    step = [_with_options(one, choices) for one in _step(kind)]
    return [
        Section("", [Input("name", "名称", hint="同事看的"), _audience(choices)]),
        Section("什么时候", [one.within("occasion") for one in occasion]),
        *rule_forms.row_sections(STEPS, "步骤", step, min(steps, MOST_STEPS - 1)),
        Section("渠道", [Input("channels", "用哪些渠道", "choices", CHANNEL_HINT, channels)]),
        Section("限制", list(LIMITS)),
        Section("目标", list(GOAL)),
    ]


def document(
    form: Form, kind: str, before: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[int]]:
    """The document in a form, and the place in the form of each step. What the form does not show
    of the document `before` stays: an audience of its own, the channels of a step."""
    rows, places = rule_forms.read_rows(STEPS, _step(kind), form)
    top = rule_forms.read((Input("name", ""), Input("channels", "", "choices")), form)
    body: dict[str, Any] = {"kind": kind, **({"name": top["name"]} if "name" in top else {})}
    if top["channels"]:
        body["channels"] = top["channels"]
    saved = form.get("audience.segment", "")
    if saved == KEPT and before:
        body["audience"] = before["audience"]
    elif saved:
        body["audience"] = {"segment": rule_forms.whole("audience.segment", saved)}
    occasion = [Input("at", ""), *OCCASIONS.get(kind, ())]
    body["occasion"] = _filled(rule_forms.read(occasion, form, "occasion"))
    body.update(_nested(_filled(rule_forms.read((*LIMITS, *GOAL), form))))
    old = (before or {}).get(STEPS, ())
    body[STEPS] = [
        {**_unshown(old[place] if place < len(old) else {}), **_nested(_filled(_read_lines(row)))}
        for row, place in zip(rows, places, strict=True)
    ]
    return body, places


def values(body: Mapping[str, Any]) -> dict[str, Any]:
    """A document by the names of the inputs."""
    steps = [_with_lines(step) for step in body.get(STEPS, ())]
    found = rule_forms.flat({**body, STEPS: steps})
    if own_audience(body):
        found["audience.segment"] = KEPT
    return found


def own_audience(body: Mapping[str, Any]) -> bool:
    """Whether the campaign has conditions of its own, which the form cannot change."""
    audience = body.get("audience") or {}
    return bool(audience) and "segment" not in audience


def _read_lines(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is typed a line each: the fields of a notice, the values of a short message."""
    read = dict(row)
    if (typed := read.get(NOTICE_FIELDS)) is not None:
        pairs = [line.partition("=") for line in typed.splitlines() if line.strip()]
        read[NOTICE_FIELDS] = {name.strip(): text.strip() for name, _, text in pairs}
    if (typed := read.get(SMS_VALUES)) is not None:
        read[SMS_VALUES] = [line.strip() for line in typed.splitlines() if line.strip()]
    return read


def _with_lines(step: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(step)
    if notice := step.get("notice"):
        lines = [f"{name}={text}" for name, text in notice.get("fields", {}).items()]
        shown["notice"] = {**notice, "fields": "\n".join(lines)}
    if sms := step.get("sms"):
        shown["sms"] = {**sms, "values": "\n".join(sms.get("values", ()))}
    return shown


def _unshown(step: Mapping[str, Any]) -> dict[str, Any]:
    shown = {one.name.partition(".")[0] for one in STEP}
    return {name: value for name, value in step.items() if name not in shown}


def variables_of(kind: str) -> Mapping[str, str]:
    """The variables that may stand in the words, with what they are."""
    names = ("name", "level", "points", "growth", "gift", *kinds.grammars()[kind].variables)
    return {name: VARIABLES.get(name, name) for name in names}


def _step(kind: str) -> Sequence[Input]:
    birthdays = kinds.grammars()[kind].birthdays
    return [one for one in STEP if birthdays or one.name != "gift.birthday"]


def _with_options(one: Input, choices: Choices) -> Input:
    if one.name != "gift.coupon":
        return one
    return Input(one.name, one.label, one.kind, options={"": "不送", **choices.coupons})


def _audience(choices: Choices) -> Input:
    own = {KEPT: f"只给这个活动的：{choices.kept}"} if choices.kept else {}
    options = {"": "所有会员", **own, **choices.segments}
    return Input("audience.segment", "人群", "choice", options=options)


def _filled(read: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left empty or not ticked: a document says only what is meant."""
    return {name: value for name, value in read.items() if value not in (False, [], "")}


def _nested(read: Mapping[str, Any]) -> dict[str, Any]:
    """{"gift.points": 5} as {"gift": {"points": 5}}."""
    found: dict[str, Any] = {}
    for name, value in read.items():
        owner, _, field = name.rpartition(".")
        (found.setdefault(owner, {}) if owner else found)[field] = value
    return found
