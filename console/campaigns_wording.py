"""What campaigns are called in the console, and every rule in a sentence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from campaigns import rules
from campaigns.kinds.festival import FESTIVALS
from console import dates
from console.wording import pushes, reach, send_reason

STATES = {"draft": "草稿", "on": "进行中", "paused": "已暂停", "ended": "已结束"}
TONES = {"on": "green", "paused": "amber"}
KINDS: Mapping[str, str] = {
    "birthday": "生日祝福",
    "winback": "老客召回",
    "welcome": "新会员欢迎",
    "points_expiring": "积分快过期",
    "level_near": "快升级了",
    "level_at_risk": "保级提醒",
    "repurchase": "复购提醒",
    "festival": "节日问候",
    "anniversary": "入会周年",
    "checkup": "售后回访",
    "unfollow": "取关挽回",
    "regular": "定期关怀",
}
ABOUT: Mapping[str, str] = {
    "birthday": "当天送一次祝福，农历和公历生日都算",
    "winback": "会员刚进入流失风险、休眠或流失时，先关心再给优惠，来了就停",
    "welcome": "刚入会时打个招呼",
    "points_expiring": "积分到期前提醒一次",
    "level_near": "差一点成长值就能升级时提醒",
    "level_at_risk": "周期结束前还没保级的提醒",
    "repurchase": "按每个人自己的购买间隔，到日子提醒",
    "festival": "节日当天问候",
    "anniversary": "每年入会那天",
    "checkup": "工单结束后几天问问满不满意",
    "unfollow": "会员取消关注后，给店员派一个任务",
    "regular": "按固定的日子，例如每周五",
}
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
FESTIVAL_NAMES = {key: name for key, (name, _) in FESTIVALS.items()}
VARIABLES: Mapping[str, str] = {
    "name": "称呼",
    "level": "等级",
    "points": "积分",
    "growth": "成长值",
    "gift": "礼物",
    "birthday": "生日",
    "years": "第几年",
    "expiring": "快过期的积分",
    "expires_on": "到期日",
    "next_level": "下一等级",
    "missing": "还差多少",
    "ends_on": "周期结束日",
    "cycle": "购买间隔天数",
    "away": "多少天没来",
    "festival": "节日",
    "number": "工单号",
    "subject": "工单主题",
}


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
            shown = dates.full(value) if isinstance(value, datetime) else _shown(value)
            said.append(f"{_FIGURES[name]} {shown}")
    return "，".join(said)


_FIGURES = {
    "last_order": "上次消费",
    "last": "上次参加",
    "times": "参加过次数",
    "until": "有效到",
    "due": "预计发送",
    "percent": "对照组比例 %",
    "cap": "每天上限",
    "used": "今天已发",
    "channel": "渠道",
    "days": "天数",
}


def _shown(value: object) -> str:
    return CHANNELS.get(str(value), str(value))
