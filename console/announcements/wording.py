"""What announcements are called in the console."""

from collections.abc import Mapping

from announcements.content import Target
from announcements.errors import (
    AnnouncementError,
    ChangedError,
    PlatformError,
    SamePersonError,
    StateError,
)
from console.rules import wording as rule_wording
from membership.errors import FieldError

STATES: Mapping[str, str] = {
    "draft": "草稿",
    "submitted": "待审批",
    "approved": "待发送",
    "sending": "发送中",
    "done": "已发送",
    "cancelled": "已取消",
    "withdrawn": "已撤回",
}
TONES = {"submitted": "amber", "approved": "blue", "sending": "blue", "done": "green"}
WAYS = {"official": "公众号群发", "robots": "群机器人", "customers": "企业微信客户"}
KINDS = {"text": "文字", "markdown": "Markdown", "image": "图片", "article": "图文"}
AUDIENCES = {"all": "全部粉丝", "tag": "一个公众号标签", "segment": "一个人群"}
PARTS = {
    "mass": "群发",
    "robot": "机器人",
    "customers": "客户群发",
    "preview": "预览",
    "withdraw": "撤回",
}
PART_STATES = {
    "queued": "排队中",
    "inflight": "发送中",
    "accepted": "平台已收下",
    "failed": "没有成功",
    "unknown": "不确定",
    "blocked": "没有发送",
    "cancelled": "已取消",
    "withdrawn": "已撤回",
}
PART_TONES = {"accepted": "green", "failed": "red", "unknown": "amber", "blocked": "amber"}
OUTCOMES = {
    "unsent": "员工还没确认",
    "sent": "已送达",
    "not_friend": "已不是好友",
    "received_other": "今天已收过别的群发",
}
EVENTS = {**STATES, "draft": "退回", "edited": "修改", "previewed": "发给自己预览"}
EVENTS |= {
    "submitted": "提交审批",
    "approved": "审批通过",
    "sending": "开始发送",
    "done": "发送完毕",
}

FIELDS = {
    "name": "名称",
    "by": "发到哪里",
    "account": "公众号",
    "audience": "发给谁",
    "tag": "标签编号",
    "segment": "人群",
    "robots": "机器人",
    "senders": "由谁发",
    "kind": "形式",
    "text": "正文",
    "title": "标题",
    "description": "摘要",
    "url": "链接",
    "picture": "图片",
    "send_at": "发送时间",
    "key": "密钥",
    "openid": "预览的人",
    "robot": "试发机器人",
    "reason": "理由",
}


def approval(target: Target) -> str:
    """What approving does, and to how many where that is known beforehand."""
    match target.by:
        case "robots":
            return f"通过，发到 {len(target.robots)} 个群"
        case "customers":
            return f"通过，请 {len(target.senders)} 位员工发出"
        case _ if target.audience == "tag":
            return "通过，向这个标签群发"
    return "通过，向全部粉丝群发"


def refusal(error: AnnouncementError) -> str:
    """Why it was not done, and what to do."""
    match error:
        case StateError(state=state):
            return f"这条公告现在是「{STATES.get(state, state)}」，不能这样操作。"
        case ChangedError():
            return "刚才有人改过这条公告，请看过新的内容再操作。"
        case SamePersonError():
            return "自己写的或提交的公告，要请另一位同事审批。"
        case PlatformError(way="robots"):
            return "机器人发到群里的消息平台不支持撤回。"
        case PlatformError(way="customers"):
            return "客户群发不能预览，由员工在手机上确认时可以看到。"
        case PlatformError():
            return "平台只支持撤回图文群发，这条撤不回来。"
    return "没有做成，请刷新后再试。"


def wrong(error: FieldError) -> str:
    """Why what was written in a field is not taken."""
    name = error.field.partition("[")[0]
    if (name, error.problem) == ("send_at", "too_early"):
        return "发送时间已经过了，请改到以后，或清空（审批通过就发）。"
    if error.problem == "too_long":
        return f"{FIELDS.get(name, name)}：太长了，最多 {error.limit} 字。"
    return f"{FIELDS.get(name, name)}：{rule_wording.sentence(error, money=False)}"
