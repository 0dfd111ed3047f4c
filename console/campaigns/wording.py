"""What campaigns are called in the console, and every rule in a sentence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from campaigns import kinds, rules
from campaigns.period import Period
from console import dates
from console.wording import pushes, reach, send_reason

STATES = {"draft": "草稿", "on": "进行中", "paused": "已暂停", "ended": "已结束"}
TONES = {"on": "green", "paused": "amber"}
ARMS = {"holdout": "本活动对照组", "global_holdout": "全局对照组"}
CHANNELS = {**reach.CHANNELS, "task": "店员任务"}
CARRIES: Mapping[str, str] = {
    "message": "文字、图片、图文卡片；顾客 48 小时内来过信才能发",
    "subscribe": "只能发填好的模板，没有图片；要顾客授权过",
    "template": "只能发填好的模板，没有图片；只用于服务通知",
    "mass": "文字或图片，大家收到同一条，不能带变量；每人每月 4 次",
    "wecom": "只有文字；员工在手机上确认后才发出",
    "sms": "只能发填好的短信模板；要留过手机号，按条收费",
}
CARRIED: Mapping[str, str] = {
    "picture": "发图片",
    "card": "发卡片",
    "words": "发文字",
    "notice": "发模板",
    "sms": "发短信",
    "": "没有可发的",
}
PASSED: Mapping[str, str] = {
    rules.NOT_ON: "活动进行中",
    rules.OUT_OF_PERIOD: "在活动的日期里",
    rules.NOT_DUE: "到时候了",
    rules.NOT_MEANT: "在活动的人群里",
    rules.ENTERED: "可以参加",
    rules.HELD: "不在对照组",
    rules.MERGED: "资料有效",
    rules.RECOVERED: "还没有回来消费",
    rules.COMPLAINT: "没有处理中的投诉",
    rules.DETRACTOR: "最近没有打过低分",
    rules.DAILY_CAP: "今天还没到上限",
    "quiet hours": "免打扰过后还来得及",
}
VARIABLES: Mapping[str, str] = {
    "name": "称呼",
    "level": "等级",
    "points": "积分",
    "growth": "成长值",
    "gift": "礼物",
}


def kind(name: str) -> str:
    """What a kind is called; a kind that is no more, by its key."""
    known = kinds.every().get(name)
    return known.introduction.title if known else name


def period(found: Period) -> str:
    """「2026-12-01 至 2026-12-31」, with one day 「… 起」 or 「到 … 为止」; nothing for always."""
    match found.first, found.last:
        case None, None:
            return ""
        case first, None:
            return f"{first} 起"
        case None, last:
            return f"到 {last} 为止"
        case first, last:
            return f"{first} 至 {last}"


def rule(key: str | None) -> str:
    """A rule, or what a sending ended with, in words; nothing for none."""
    return pushes.RULES.get(key) or send_reason(key, None) if key else ""


def checked(key: str, passed: bool) -> str:
    """What a check found."""
    return PASSED.get(key, rule(key)) if passed else rule(key)


def figures(found: Mapping[str, Any]) -> str:
    """The figures behind a check, such as 「上次消费 2026-11-01」."""
    said = []
    for name, value in found.items():
        if name in _FIGURES and value is not None:
            shown = dates.full(value)[:16] if isinstance(value, datetime) else _shown(value)
            said.append(_FIGURES[name].format(shown))
    return "，".join(said)


_FIGURES = {
    "last_order": "上次消费 {}",
    "last": "上次参加 {}",
    "times": "参加过 {} 次",
    "until": "有效到 {}",
    "due": "预计 {} 发送",
    "percent": "对照组占 {}%",
    "cap": "每天最多 {} 条",
    "used": "今天已发 {} 条",
    "channel": "渠道 {}",
    "days": "看最近 {} 天",
    "from": "{} 开始",
    "to": "{} 结束",
}


def _shown(value: object) -> str:
    return CHANNELS.get(str(value), str(value))
