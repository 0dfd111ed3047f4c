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
    "no chat": "顾客不在会话里，要等顾客来信",
    "blocked contact": "顾客在黑名单里",
    "the sender died": "发送程序中途停止，可能已经送达",
    "unforeseen": "发送时出了意外，可能已经送达；经过在系统日志里",
    "unknown": "平台没有回音，可能已经送达",
    "timeout": "微信没有回应，可能已经送达",
    "away": "连不上平台，连上后接着发",
    "retry": "平台当时没有处理",
    "quota": "今天的发送额度用完了",
    "rate": "发得太快，平台让等一会儿",
    "expired": "过了有效期，没有再发",
    "late": "排队太久，重新排队",
    "stale": "等得太久，要同事确认后再发",
    "by hand": "同事暂停了这个账号",
    "token": "与微信的授权失效，请检查公众号设置",
    "recipient": "对方收不到：可能已取消关注、删了好友，或拉黑了",
    "account": "账号没有这个权限，或设置不对，请管理员检查",
    "content": "平台不接受这条内容，请改一改再发",
    "not configured": "这个渠道还没有接入，请管理员检查设置",
    "no such robot": "这个群机器人已经停用",
    "no such employee": "没有这位员工，请检查员工账号",
    "no token": "拿不到平台的授权，请管理员检查账号设置",
    "no token in the answer": "拿不到平台的授权，请管理员检查账号设置",
    "no connection": "连不上平台，没有发出",
    "the connection broke": "连接中途断开，可能已经送达",
    "the answer was no JSON": "平台的回答读不懂，可能已经送达",
    "no status": "短信平台没有说明结果，可能已经送达",
    "no media in the answer": "图片没有传上去，请再试一次",
    "no picture": "没有图片，请选一张再发",
    "the picture is gone": "图片已被删除，请重新选一张",
    "too large": "图片太大，平台不收",
    "no address of a video": "平台没有给出视频的地址",
    "the video could not be fetched": "视频没有取到，请稍后再试",
    "the video is too large": "视频太大，没有保存",
    "the video takes too long": "取视频用时太久，已放弃",
    "the video's address leads nowhere": "视频的地址打不开，可能已失效",
    "too long": "内容太长，平台不收",
    "no words": "没有可以发的文字",
    "not a message of a robot": "群机器人发不了这种内容",
    "not a mass message": "群发不能发这种内容",
    "not a message of this channel": "这个渠道发不了这种内容",
    "not a sealed message": "这条短信的内容已损坏",
    "not a welcome": "欢迎语不能发这种内容",
}
MASS_STATUSES = {
    "sendfail": "微信没有发成，可能是内容违规",
    "err(10001)": "微信认为涉嫌广告",
    "err(20001)": "微信认为涉嫌政治",
    "err(20002)": "微信认为涉嫌色情",
    "err(20004)": "微信认为涉嫌社会敏感",
    "err(20006)": "微信认为涉嫌违法犯罪",
    "err(20008)": "微信认为涉嫌欺诈",
    "err(20013)": "微信认为涉嫌版权",
    "err(21000)": "微信认为涉嫌其他违规",
    "err(22000)": "微信认为涉嫌互推",
    "err(30001)": "原创校验出错，微信按转载处理，没有群发",
    "err(30002)": "原创校验判定不能群发",
    "err(30003)": "原创校验判定为转载，没有群发",
    "err(40001)": "公众号管理员拒绝了这次群发",
    "err(40002)": "公众号管理员 30 分钟内没有确认，没有群发",
}
"""What a mass send ended with (developers.weixin.qq.com, 群发接口, 事件推送群发结果)."""
CODE_REASONS = {
    41048: "这位员工没有能收到的客户",
    60111: "没有这个员工账号，请检查拼写",
    81013: "员工账号不对，或没有权限",
    84061: "对方已不是员工的好友",
    86003: "没有这个客户群",
    45028: "公众号本月的群发次数用完了",
    45065: "平台说这条已经群发过了",
}
"""What some codes say more plainly than their kind (全局返回码 of WeChat, 全局错误码 of WeCom)."""
NO_TEMPLATE = "no template for "


def send_reason(reason: str, code: int | None) -> str:
    """Why a message did not arrive, in words."""
    said = CODE_REASONS.get(code or 0) or _known(reason) or _told(reason)
    return f"{said}（错误码 {code}）" if code else said


def _known(reason: str) -> str | None:
    status = reason.replace(" ", "").lower()
    return SEND_REASONS.get(reason) or RULES.get(reason) or MASS_STATUSES.get(status)


def _told(reason: str) -> str:
    """What is no word of ours: a figure or the platform's own sentence, quoted."""
    if reason.startswith(NO_TEMPLATE):
        return f"没有配置短信模板「{reason.removeprefix(NO_TEMPLATE)}」"
    if reason.startswith("HTTP "):
        return f"平台没有接受（{reason}）"
    return f"平台没有接受，它说「{reason}」" if reason else "平台没有接受这条消息"


def channel(account: str) -> str:
    """What kind of account it is: 公众号, 企业微信, 短信."""
    name, _, _ = account.partition(":")
    return ACCOUNTS.get(name, name)


def account_id(account: str) -> str:
    """How the platform names the account: wx123, ww1; "" where there is only one."""
    return account.partition(":")[2]
