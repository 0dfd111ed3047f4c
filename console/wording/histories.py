"""What happened, in one line each."""

from collections.abc import Mapping
from typing import Any

from console.wording.names import CAUSES, OUTCOMES, PRIORITIES
from tickets.called import DEADLINES, KINDS
from tickets.thread import Entry
from tickets.values import NUMBER_BASE

_EVENTS = {
    "subscribe": "顾客关注了公众号",
    "unsubscribe": "顾客取消了关注",
    "SCAN": "顾客扫了二维码",
    "CLICK": "顾客点了菜单",
    "VIEW": "顾客打开了菜单链接",
}
_ACTIVITIES = {
    "opened": "生成了工单 #{own}",
    "claim": "{who} 受理了工单",
    "given": "系统把工单分给 {to}",
    "assign": "{who} 把工单交给 {to}",
    "return": "{who} 把工单退回待受理",
    "pend": "转为等顾客回复",
    "snooze": "{who} 把工单推后",
    "wake": "到点，工单回来了",
    "resolve": "{who} 结束了工单：{cause}，{outcome}",
    "reopen": "{who} 重新打开了工单",
    "withdraw": "顾客撤回了诉求",
    "merge": "{who} 把工单并入 #{into}",
    "merged_in": "{who} 把 #{from} 并了进来",
    "changed": "{who} {change}",
    "human_asked": "顾客要人工",
    "handed_back": "{who} 把顾客交还机器人，工单还在",
    "addition": "顾客补充了内容",
    "rated": "顾客评分 {score}/5",
    "resent": "{who} 重新发送了一条消息",
    "undelivered": "有一条消息没有送达，顾客还没收到",
    "called_back": "{who} 撤回了一条消息",
    "scheduled_ended": "工单结束，{count} 条还没发出的定时回复已收回",
    "holds_ended": "工单结束，{count} 条等顾客来信再发的回复已收回",
    "sla_warning": "{deadline}时限快到了",
    "sla_breach": "{deadline}已超时，已提醒主管",
    "compensation_asked": "{who} 申请补偿 {what}",
    "compensation_granted": "{who} 同意补偿 {what}，已到账{self}",
    "compensation_refused": "{who} 没有同意补偿 {what}",
    "hold_stale": "顾客来信了，但待发的消息放得太久，请确认后再发",
    "hold_confirmed": "{who} 确认发出待发的消息",
    "incident_linked": "{who} 把工单归入事件「{title}」",
    "incident_unlinked": "{who} 把工单移出事件「{title}」",
    "linked": "{who} 把 #{own} 和 #{with} 关联起来",
    "unlinked": "{who} 取消了 #{own} 和 #{with} 的关联",
    "transcript": "{who} 导出了会话记录",
}
_RETURNED = {
    "owner away or silent": "负责人不在或没有回应，工单退回待受理",
    "account locked": "负责人的账号已停用，工单退回待受理",
    "other team": "负责人不在这个团队，工单退回待受理",
}
"""Why a ticket returns that nobody gave back by hand."""


def activity(entry: Entry, names: Mapping[str, str]) -> str:
    """One grey line for something that happened; empty for what needs no line."""
    if entry.author == "customer" and entry.key.startswith("i"):
        return _EVENTS.get(entry.kind, "")
    detail = {**entry.payload}
    if detail.get("twice"):
        return ""
    by_clock = entry.kind == "claim" and entry.author == "clock" and "to" in detail
    sentence = _ACTIVITIES.get("given" if by_clock else entry.kind, "")
    if entry.kind == "return":
        sentence = _RETURNED.get(detail.get("reason", ""), sentence)
    detail.setdefault("what", f"{detail.get('points', '')} 积分")
    if detail.get("alone"):
        detail["self"] = f"（没有别的主管，自己批准：{detail['alone']}）"
    to = detail.get("to")
    if entry.kind == "changed":
        detail["change"] = _changed(detail) or "修改了工单"
    detail.update(
        own=(entry.ticket_id or 0) + NUMBER_BASE,
        who=names.get(
            entry.author, {"customer": "顾客", "clock": "系统"}.get(entry.author, "系统")
        ),
        to=names.get(f"staff:{to}", "同事"),
        cause=CAUSES.get(detail.get("cause", ""), ""),
        outcome=OUTCOMES.get(detail.get("outcome", ""), ""),
        deadline=DEADLINES.get(detail.get("deadline", ""), ""),
    )
    return sentence.format_map(_Known(detail))


def _changed(detail: Mapping[str, Any]) -> str:
    """What was changed into what, as far as it can be said in a word or two."""
    said = []
    if "team" in detail:
        team = detail["team"][1]
        said.append(f"把工单转给团队「{team}」" if team else "把工单移出了团队")
    if "priority" in detail:
        said.append(f"把优先级改为「{PRIORITIES.get(detail['priority'][1], '')}」")
    if "kind" in detail:
        said.append(f"把类别改为「{KINDS.get(detail['kind'][1], '')}」")
    if "subject" in detail:
        said.append(f"把标题改为「{detail['subject'][1]}」")
    return "，".join(said)


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
