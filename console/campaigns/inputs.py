"""What the form of a campaign asks for, by kind of campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns import kinds
from campaigns.document import allowed_channels
from campaigns.steps import MOST_STEPS
from console.campaigns.wording import VARIABLES
from console.rules.forms import REMOVE, Input
from console.wording.reach import CHANNELS

STEPS = "steps"
NOTICE, NOTICE_FIELDS = "notice.template", "notice.fields"
SMS, SMS_VALUES = "sms.template", "sms.values"
OWN, KEPT = "own", "kept"
"""Choices of an audience: conditions of its own, and such as the builder cannot show."""
TEXT = Input("text", "说什么", "lines")
PICTURE = Input(
    "picture",
    "图片",
    "picture",
    "选了图片，客服消息和群发就只发这张图，上面的文字留给发不了图的渠道。"
    "JPG、PNG 或 GIF，2 MB 以内",
)
TASK = Input("task", "不发消息，给店员派一个任务", "flag")
REMOVAL = Input(REMOVE, "删除这一步", "flag")
TIMING = (
    Input("after_days", "几天后发", "whole", "不填是当天"),
    Input("after_hours", "再过几小时", "whole", "不填是 0"),
    Input("lasts_days", "发不出去时试几天", "whole", "不填是 1"),
)
GIFT = (
    Input("gift.points", "送积分", "whole"),
    Input("gift.coupon", "送优惠券", "choice"),
    Input("gift.birthday", "送会员规则里的生日礼", "flag"),
)
MORE: Mapping[str, tuple[Input, ...]] = {
    "做成图文卡片": (
        Input("link.title", "卡片标题"),
        Input("link.url", "点开的网址", hint="https:// 开头"),
        Input("link.picture_url", "卡片图片的网址", hint="不填就没有图"),
    ),
    "订阅通知怎么写": (
        Input(NOTICE, "模板", hint="运维配置里的名字；填了才会走订阅通知"),
        Input(NOTICE_FIELDS, "字段", "lines", "一行一个：thing1=生日快乐"),
    ),
    "短信怎么写": (
        Input(SMS, "模板", hint="短信服务商那里的编号；填了才会发短信"),
        Input(SMS_VALUES, "模板的变量", "lines", "一行一个，按模板里的顺序"),
    ),
    "群发怎么写": (Input("to_all", "文案", "lines", "走群发时大家收到同一条，不能带变量"),),
}
STEP = (TEXT, PICTURE, TASK, *TIMING, *GIFT, *(one for group in MORE.values() for one in group))
LIMITS = (
    Input("limits.once", "每人只参加一次", "flag"),
    Input("limits.again_after_days", "隔几天可以再参加", "whole", "不填就是每次时机都算"),
    Input("limits.per_day", "每天最多发几条", "whole", "不填不限"),
    Input(
        "limits.holdout_percent",
        "对照组百分之几",
        "whole",
        "不给这些人发，才知道活动有没有用；0 到 50",
    ),
)
PERIOD = (
    Input("period.from", "从哪天开始", "date", "不填就是开启以后"),
    Input("period.to", "到哪天为止", "date", "含当天，过了自动结束；不填就一直做"),
)
GOAL = (
    Input("goal.days", "几天内下单算有效", "whole", "不填是 14"),
    Input("goal.stops", "下单后停止后面的步骤", "flag"),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers that staff made themselves, by key."""

    segments: Mapping[str, str]
    coupons: Mapping[str, str]
    kept: str = ""
    """The conditions of the campaign's own audience in words, if the builder cannot show them."""


@dataclass(frozen=True, slots=True)
class StepInputs:
    """One step of the form. `more` are the groups that are folded until they are wanted."""

    path: str
    text: Input
    picture: Input
    task: Input
    timing: Sequence[Input]
    gift: Sequence[Input]
    more: Mapping[str, Sequence[Input]]
    removal: Input | None

    @property
    def all(self) -> Sequence[Input]:
        groups = [one for group in self.more.values() for one in group]
        single = (self.text, self.picture, self.task, *([self.removal] if self.removal else ()))
        return [*single, *self.timing, *self.gift, *groups]


@dataclass(frozen=True, slots=True)
class Inputs:
    """All inputs of the form, as they stand together. `fresh`: the last step is an empty one to
    add by."""

    name: Input
    audience: Input
    occasion: Sequence[Input]
    period: Sequence[Input]
    steps: Sequence[StepInputs]
    channels: Mapping[str, str]
    limits: Sequence[Input]
    goal: Sequence[Input]
    fresh: bool

    @property
    def ways(self) -> Input:
        """The channels in their order: as many choices as there are channels."""
        return Input("channels", "走哪些渠道", "choices", options=self.channels)

    @property
    def all(self) -> Sequence[Input]:
        steps = [one for step in self.steps for one in step.all]
        rest = (*self.occasion, *self.period, *steps, *self.limits, *self.goal)
        return [self.name, self.audience, *rest, self.ways]


def of_kind(kind: str, steps: int, choices: Choices) -> Inputs:
    """All inputs for a campaign of a kind with so many steps, and room for one more."""
    occasion = (Input("at", "几点发", "time", "不填是 10:00"), *of_occasion(kind))
    fresh = steps < MOST_STEPS
    return Inputs(
        Input("name", "名称", hint="同事看的，顾客看不到"),
        _audience(choices),
        [one.within("occasion") for one in occasion],
        PERIOD,
        [_step(kind, at, choices, at < steps) for at in range(steps + fresh)],
        channels_of(kind),
        LIMITS,
        GOAL,
        fresh,
    )


def of_occasion(kind: str) -> Sequence[Input]:
    """What a kind asks for of its occasion, besides the hour."""
    return [
        Input(
            one.name,
            one.label,
            one.shape,
            one.hint,
            one.options,
            when=f"occasion.{one.when}" if one.when else "",
        )
        for one in kinds.every()[kind].introduction.asks
    ]


def channels_of(kind: str) -> Mapping[str, str]:
    """The channels that a campaign of a kind may use, with what they are called."""
    allowed = allowed_channels(kinds.grammars()[kind].category)
    return {channel: CHANNELS[channel] for channel in allowed}


def step_inputs(kind: str) -> Sequence[Input]:
    """The inputs of one step of a campaign of a kind."""
    return [one for one in STEP if _fits(kind, one)]


def variables_of(kind: str) -> Mapping[str, str]:
    """The variables that may stand in the words, with what they are."""
    return {**VARIABLES, **kinds.grammars()[kind].variables}


def _step(kind: str, at: int, choices: Choices, is_there: bool) -> StepInputs:
    path = f"{STEPS}[{at}]"
    return StepInputs(
        path,
        TEXT.within(path),
        PICTURE.within(path),
        TASK.within(path),
        [one.within(path) for one in TIMING],
        [_offering(one, choices).within(path) for one in GIFT if _fits(kind, one)],
        {title: [one.within(path) for one in group] for title, group in MORE.items()},
        REMOVAL.within(path) if is_there and at else None,
    )


def _fits(kind: str, one: Input) -> bool:
    return one.name != "gift.birthday" or kinds.grammars()[kind].birthdays


def _offering(one: Input, choices: Choices) -> Input:
    if one.name != "gift.coupon":
        return one
    return Input(one.name, one.label, one.kind, options={"": "不送", **choices.coupons})


def _audience(choices: Choices) -> Input:
    kept = {KEPT: f"只给这个活动的：{choices.kept}"} if choices.kept else {}
    options = {"": "所有会员", OWN: "只给这个活动设条件", **kept, **choices.segments}
    return Input("audience.segment", "人群", "choice", options=options)
