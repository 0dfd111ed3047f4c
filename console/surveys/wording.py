"""What surveys, their rules and their results are called in the console."""

from collections.abc import Mapping
from typing import Any

from console import dates
from console.wording import CAUSES, reach, send_reason
from membership.errors import FieldError
from surveys.aftercare import WITHOUT_CAUSE
from surveys.results.values import OPEN
from surveys.values import Trigger

KINDS = {"nps": "NPS 推荐意愿", "csat": "CSAT 满意度", "ces": "CES 省心度", "form": "自定义问卷"}
SHORT_KINDS = {"nps": "NPS", "csat": "CSAT", "ces": "CES", "form": "问卷"}
UNITS = {"nps": "", "csat": "%", "ces": " 分", "form": ""}
ABOUT = {
    "nps": "推荐者（9–10 分）占比减去贬损者（0–6 分）占比，−100 到 100",
    "csat": "打 4–5 分的占比",
    "ces": "1–7 分的平均分，7 分最省心",
    "form": "自定义问卷没有总分，看每道题的分布",
}
RELATIONS = {
    "relational": "关系型：90 天内最多问一次",
    "transactional": "事务型：14 天内最多问一次",
}
BANDS = {"detractor": "贬损", "passive": "中立", "promoter": "推荐"}
BAND_TONES = {"detractor": "red", "passive": "", "promoter": "green"}
STEPS = {"day": "按天", "week": "按周", "month": "按月"}
CUTS = {
    "store": "门店或来源",
    "level": "会员等级",
    "staff_id": "接待人",
    "origin": "为什么问",
    "channel": "怎么问的",
}
ORIGINS = {
    "ticket_closed": "工单结束后",
    "nth_order": "第几单之后",
    "days_after_order": "下单几天后",
    "sample": "随机抽样",
    "hand": "手动发送",
    "resurvey": "差评回访",
    "incident": "事件后回访",
}
CHANNELS = {**reach.CHANNELS, "web": "网页"}
STATES = {
    "planned": "待发送",
    "queued": "发送中",
    "shown": "已送到，等回答",
    "answered": "答了一部分",
    "finished": "已回答",
    "dismissed": "不想回答",
    "closed": "没有回答",
    "blocked": "没有问",
}
STATE_TONES = {"finished": "green", "answered": "blue", "blocked": "amber", "dismissed": "red"}
REASONS = {**CAUSES, OPEN: "还没处理完", WITHOUT_CAUSE: "没有写原因"}
"""Of bad scores: the cause by which their case ended."""
RULES = {
    "survey off": "问卷没有开启",
    "unknown member": "会员不存在，或已并入另一份资料",
    "audience": "不在这份问卷要问的范围内",
    "not drawn": "没有被当天的随机抽样抽到",
    "rated": "顾客已经给这张工单评过分",
    "ticket reopened": "这张工单又打开了，等再次解决后再问",
    "being asked": "另一份问卷正在发给这位顾客",
    "relational cooldown": "90 天内已经问过对店里的整体看法",
    "transactional cooldown": "14 天内已经问过一次订单或工单",
    "open complaint": "投诉还没处理完，或结束不到 24 小时",
    "refused": "顾客不接收问卷（退订）",
    "not reachable": "现在没有可用的渠道",
    "not delivered": "消息没有送达",
}


def rule(name: str) -> str:
    """Why somebody was not asked: a rule of surveys, or one of all messages."""
    return RULES.get(name) or reach.RULES.get(name) or send_reason(name, None)


PASSED = {
    "survey off": "问卷已开启",
    "unknown member": "会员资料正常",
    "audience": "在这份问卷要问的范围内",
    "not drawn": "被当天的随机抽样抽到",
    "rated": "这张工单还没有评分",
    "ticket reopened": "这张工单没有重新打开",
    "being asked": "没有别的问卷正在发给这位顾客",
    "relational cooldown": "90 天内没有问过对店里的整体看法",
    "transactional cooldown": "14 天内没有问过订单或工单",
    "open complaint": "没有投诉在处理，也没有刚结束的",
    "refused": "没有退订问卷",
    "not reachable": "有可用的渠道",
}
FACTS = {
    "shown_at": "上次问是",
    "again_from": "可以再问的时间",
    "ticket": "工单",
    "rating": "评分",
    "ended_at": "结束于",
    "orders": "订单数",
    "last_order_at": "最近下单",
    "joined_at": "入会",
    "into": "并入会员",
    "invitation": "邀请编号",
    "survey": "问卷",
}
PROBLEMS = {
    "missing": "还没有填",
    "wrong_type": "应为{}",
    "malformed": "写法不对，应为{}",
    "too_long": "太长了，最多 {}",
    "too_short": "太短了，至少 {}",
    "too_small": "太小了，至少 {}",
    "too_large": "太大了，最多 {}",
    "not_an_option": "只能是 {}",
    "unknown": "不认识这一项，可以写的是 {}",
    "taken": "和别的重复了",
    "changed": "已被别人改过，现在是 {}",
}
_LIMITS = {
    "whole number": "整数",
    "number": "数字",
    "text": "文字",
    "object": "一组 { }",
    "list": "列表 [ ]",
    "true or false": " true 或 false",
    "letters, digits, _ and -": "字母、数字、_ 和 -",
    "control characters": "普通文字",
    "a score or a choice": "打分题或选择题",
}
_LEFT_OUT = {
    "{link}": "里面要有 {link}，发送时换成问卷链接",
    "words for every other score": '还缺 ""，就是其他分数时说的话',
    "a text for every other channel": '还缺 ""，就是其他渠道的文字',
}
SHEET_PARTS = {"total": "总计", "trend": "趋势", "wave": "批次"} | CUTS
SCORE_COLUMNS = (
    "部分",
    "分组",
    "从",
    "到",
    "回答数",
    "得分",
    "95% 下限",
    "95% 上限",
    "与上一批次的 z",
    "p 值",
    "问到的人数",
    "回答率 %",
)
ANSWER_COLUMNS = (
    "回答时间",
    "分数",
    "类别",
    "文字",
    "会员编号",
    "工单",
    "差评工单",
    "原因",
    "接待人",
    "门店或来源",
    "会员等级",
    "为什么问",
    "批次",
    "渠道",
    "回答方式",
    "迟到",
)


def refusal(error: FieldError) -> str:
    """Where a definition is wrong, and what would be right."""
    field = "整份定义" if error.field == "document" else error.field
    limit = _LIMITS.get(str(error.limit), str(error.limit))
    said = PROBLEMS.get(error.problem, "不对").format(limit)
    if error.problem == "missing":
        said = _LEFT_OUT.get(str(error.limit), said)
    return f"{field}：{said}"


def trigger(one: Trigger) -> str:
    """When a survey is sent by itself."""
    match one.on:
        case "ticket_closed":
            return f"工单结束 {one.delay_minutes} 分钟后"
        case "nth_order":
            return f"第 {one.order} 单之后 {one.days} 天"
        case "days_after_order":
            return f"下单 {one.days} 天后"
        case "sample":
            return f"每天随机抽 {100 * one.daily_share:g}% 的会员"
    return "只手动发送"


def fact(name: str, value: Any) -> str:
    """One thing that a rule looked at."""
    if name in CHANNELS:
        return f"{CHANNELS[name]}：{reach.RULES.get(str(value), str(value))}"
    said = dates.full(value) if hasattr(value, "astimezone") else value
    return f"{FACTS.get(name, name)} {'—' if said is None else said}"


def figure(kind: str, value: float | None) -> str:
    """A score as it is written: NPS 42, CSAT 86%, CES 5.6."""
    if value is None:
        return "—"
    if kind == "ces":
        return f"{value:.1f}"
    return f"{value:+.0f}" if kind == "nps" else f"{value:.0f}%"


def cut_name(cut: str, key: str, staff: Mapping[int, str]) -> str:
    """A group of a cut by the name that staff know."""
    if not key:
        return "未记录"
    match cut:
        case "staff_id":
            return staff.get(int(key), f"#{key}")
        case "origin":
            return ORIGINS.get(key, key)
        case "channel":
            return CHANNELS.get(key, key)
    return key
