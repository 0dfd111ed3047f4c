"""What a line of the audit was about: `ticket:21` is stored, 「工单 #1021」 is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from tickets.values import NUMBER_BASE

_KINDS = {
    "announcement": "公告",
    "campaign": "活动",
    "canned": "话术",
    "contact": "聊天",
    "coupons": "优惠券",
    "entry": "问答",
    "fields": "会员字段",
    "gifts": "积分礼品",
    "giving": "签到、推荐与生日",
    "hours": "营业时间",
    "inbox": "顾客的话",
    "incident": "事件",
    "keyword": "关键词",
    "levels": "等级",
    "member": "会员",
    "merge": "合并",
    "menu": "底部菜单",
    "model": "模型",
    "name": "账号",
    "outbox": "消息",
    "points": "积分规则",
    "redemption": "兑换码",
    "referral": "推荐",
    "report": "报表",
    "rfm": "RFM 与生命周期",
    "robot": "群机器人",
    "rules": "规则",
    "saying": "欢迎语和菜单",
    "segment": "人群",
    "sending": "发送账号",
    "sla": "时限",
    "staff": "账号",
    "survey": "问卷",
    "tags": "标签规则",
    "team": "团队",
    "ticket": "工单",
}
_PEOPLE = {"member", "staff"}
_ALONE = {
    "rules:desk": "客服规则",
    "rules:second_factor": "两步验证要求",
    "sla:targets": "时限",
    "report:tickets": "工单报表",
    "report:points": "积分负债",
    "model:original": "自带的模型",
    "adopted": "采用模型",
    "rejected": "放弃模型",
}
_VALUES = {
    "pause": "暂停",
    "resume": "恢复",
    "limit": "限速",
    "preview": "发给自己预览",
    "submit": "提交审批",
    "approve": "审批通过",
    "return": "退回",
    "cancel": "取消",
    "withdraw": "撤回",
    "rewarded": "通过",
    "rejected": "不通过",
    "True": "是",
    "False": "否",
}


def audited(subject: str, titles: Mapping[str, str]) -> str:
    """What was acted on, in words, where it is known by what it is called."""
    if subject in _ALONE:
        return _ALONE[subject]
    kind, _, key = subject.partition(":")
    if kind in _PEOPLE and subject in titles:
        return titles[subject]
    if kind == "ticket" and key.isdecimal():
        return f"工单 #{int(key) + NUMBER_BASE}"
    name = _KINDS.get(kind) or _ALONE.get(kind, kind)
    if subject in titles:
        return f"{name}「{titles[subject]}」"
    return f"{name} {key}".strip()


def audited_value(value: Any) -> str:
    """A detail of the line; lists with the comma that Chinese lists have."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(audited_value(one) for one in value)
    return _VALUES.get(str(value), str(value))
