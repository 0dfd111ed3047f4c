"""Messages: what kind, how far, and why not."""

from console.wording.pushes import RULES
from tickets.called import MEDIA_LINES

MESSAGE_KINDS = MEDIA_LINES
OUTBOX = {
    "queued": "排队中",
    "inflight": "发送中",
    "accepted": "已送达微信",
    "failed": "发送失败",
    "unknown": "结果未知",
    "held": "待顾客来信后发出",
    "blocked": "未发送",
    "cancelled": "已撤回",
    "paused": "已暂停",
}
ACCOUNTS = {
    "wechat": "公众号",
    "wecom": "企业微信",
    "wecom-app": "企业微信应用",
    "sms": "短信",
}
SEND_REASONS = {
    "window": "超过 48 小时没有来信，微信不允许主动发消息",
    "count": "这次来信后的 5 条消息已经用完",
    "unsubscribed": "顾客已取消关注",
    "not_following": "顾客已取消关注",
    "no_chat": "这位顾客没有微信会话，请打电话联系",
    "blocked contact": "顾客在黑名单里",
    "the sender died": "发送程序中途停止，可能已经送达",
    "timeout": "微信没有回应，可能已经送达",
    "quota": "今天的发送额度用完了",
    "rate": "发得太快，平台让等一会儿",
    "expired": "过了有效期，没有再发",
    "late": "排队太久，重新排队",
    "by hand": "同事暂停了这个账号",
    "token": "与微信的授权失效，请检查公众号设置",
    "refused": "微信拒绝了这条消息",
}


def send_reason(reason: str, code: int | None) -> str:
    """Why a message did not arrive, in words."""
    said = SEND_REASONS.get(reason) or RULES.get(reason, "微信没有接受这条消息")
    return f"{said}（错误码 {code}）" if code else said


def account(name: str) -> str:
    """What an account is called: 公众号 wx123, 企业微信 ww1, 短信."""
    channel, _, key = name.partition(":")
    return f"{ACCOUNTS.get(channel, channel)} {key}".strip()
