"""What the console calls things, and how it says no."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from tickets import errors
from tickets.thread import Entry

STATES = {
    "new": "待受理",
    "open": "处理中",
    "pending": "等顾客回复",
    "snoozed": "稍后处理",
    "resolved": "已解决",
    "withdrawn": "顾客已撤回",
    "merged": "已合并",
}
STATE_TONES = {"new": "amber", "open": "blue", "pending": "", "snoozed": "", "resolved": "green"}
KINDS = {
    "complaint": "投诉",
    "after_sale": "售后",
    "enquiry": "咨询",
    "suggestion": "建议",
    "survey": "差评回访",
}
PRIORITIES = {1: "紧急", 2: "高", 3: "普通", 4: "低"}
PRIORITY_TONES = {1: "red", 2: "amber"}
REASONS = {
    "complaint": "投诉",
    "strong_words": "言辞激烈",
    "high_level": "高等级会员",
    "many_points": "积分多",
    "churn_risk": "有流失风险",
}
DEADLINES = {"first": "首次响应", "next": "再次响应", "resolve": "解决"}
BRIEF_DEADLINES = {"first": "首响", "next": "响应", "resolve": "解决"}
CAUSES = {
    "product": "商品质量",
    "delivery": "物流配送",
    "service": "服务态度",
    "price": "价格与优惠",
    "points": "积分与会员",
    "system": "系统故障",
    "misunderstanding": "误会或咨询",
    "other": "其他",
}
OUTCOMES = {
    "solved": "已解决",
    "refunded": "已退款",
    "replaced": "已换货或补发",
    "compensated": "已补偿",
    "explained": "已解释，顾客接受",
    "declined": "无法满足，已说明",
    "no_answer": "联系不上顾客",
}
ROLES = {"agent": "客服", "supervisor": "主管", "admin": "管理员"}
PRESENCE = {"online": "在线", "away": "暂离", "offline": "离线"}
VIEWS = {
    "mine": "我的",
    "unassigned": "待受理",
    "all": "全部",
    "snoozed": "稍后",
    "done": "已结束",
}
OUTBOX = {
    "queued": "排队中",
    "inflight": "发送中",
    "accepted": "已送达微信",
    "failed": "发送失败",
    "unknown": "结果未知",
    "held": "待顾客来信后发出",
    "blocked": "未发送",
    "cancelled": "已撤回",
}
SETTINGS = {
    "staff": "账号",
    "teams": "团队",
    "hours": "营业时间",
    "sla": "时限",
    "rules": "规则",
}
SEND_REASONS = {
    "window": "超过 48 小时没有来信，微信不允许主动发消息",
    "count": "这次来信后的 5 条消息已经用完",
    "unsubscribed": "顾客已取消关注",
    "not_following": "顾客已取消关注",
    "blocked contact": "顾客在黑名单里",
    "the sender died": "发送程序中途停止，可能已经送达",
    "timeout": "微信没有回应，可能已经送达",
    "quota": "今天的发送额度用完了",
    "token": "与微信的授权失效，请检查公众号设置",
    "refused": "微信拒绝了这条消息",
}
AUDIT = {
    "reveal_phone": "查看完整手机号",
    "export_report": "导出报表",
    "export_transcript": "导出会话记录",
    "change_staff": "修改账号",
    "add_staff": "新建账号",
    "change_rules": "修改规则",
    "change_member_rules": "修改会员规则",
    "decide_referral": "审核推荐",
    "change_hours": "修改营业时间",
    "change_sla": "修改时限",
    "change_team": "修改团队",
    "change_canned": "修改话术",
    "change_knowledge": "修改知识库",
    "correct_intent": "纠正意图",
    "change_model": "切换模型",
    "change_points": "调整积分",
    "outbox_resend": "重发消息",
    "outbox_cancel": "撤回消息",
    "login": "登录",
    "login_failed": "登录失败",
}
MESSAGE_KINDS = {
    "image": "[图片]",
    "voice": "[语音]",
    "video": "[视频]",
    "shortvideo": "[小视频]",
    "location": "[位置]",
    "link": "[链接]",
    "file": "[文件]",
    "miniprogrampage": "[小程序卡片]",
}
VARIABLES = {
    "name": "会员姓名",
    "points": "积分余额",
    "level": "会员等级",
    "number": "工单编号",
    "staff": "您的名字",
}
ORDER_STATES = {
    "pending": "待付款",
    "paid": "已付款",
    "part_refunded": "部分退款",
    "refunded": "已退款",
    "cancelled": "已取消",
}
POINT_KINDS = {
    "earn": "获得",
    "spend": "使用",
    "expire": "过期",
    "adjust": "人工调整",
    "claw_back": "退款收回",
    "restore": "退款返还",
}
_EVENTS = {
    "subscribe": "顾客关注了公众号",
    "unsubscribe": "顾客取消了关注",
    "SCAN": "顾客扫了二维码",
    "CLICK": "顾客点了菜单",
    "VIEW": "顾客打开了菜单链接",
}
_ACTIVITIES = {
    "opened": "生成了工单",
    "claim": "{who} 受理了工单",
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
    "changed": "{who} 修改了工单",
    "human_asked": "顾客要人工",
    "addition": "顾客补充了内容",
    "rated": "顾客评分 {score}/5",
    "resent": "{who} 重新发送了一条消息",
    "called_back": "{who} 撤回了一条消息",
    "sla_warning": "{deadline}时限快到了",
    "sla_breach": "{deadline}已超时，已提醒主管",
    "compensation_asked": "{who} 申请补偿 {points} 积分",
    "compensation_granted": "{who} 同意补偿 {points} 积分，已到账",
    "compensation_refused": "{who} 没有同意补偿 {points} 积分",
    "auto_returned": "负责人不在线，工单退回待受理",
}
_MEMBER_EVENTS = {
    "joined": "成为会员",
    "imported": "导入会员资料",
    "bound": "绑定了微信",
    "unbound": "解绑了微信",
    "level_up": "升级为 {to}",
    "level_down": "等级变为 {to}",
    "level_kept": "保级成功",
    "profile_changed": "修改了资料",
    "merged": "合并了会员资料",
    "redeemed": "积分兑换了 {gift}",
    "signed_in": "签到",
    "birthday_gift": "领取了生日礼",
    "coupon_issued": "得到券 {name}",
    "coupon_used": "用了券 {name}",
}
EXPORT_COLUMNS = (
    "编号",
    "类别",
    "状态",
    "优先级",
    "主题",
    "负责人",
    "生成时间",
    "首次响应时间",
    "首次响应（营业分钟）",
    "结束时间",
    "解决用时（营业分钟）",
    "原因",
    "结果",
    "评分",
)
AUDIT_FIELDS = {"points": "积分", "reason": "理由", "from": "从", "to": "到", "rows": "行数"}
HTTP_ERRORS = {
    400: ("请再试一次", "提交的内容不完整，没有保存。请返回检查后再试。"),
    401: ("请重新登录", "登录已过期，请重新登录。"),
    403: ("没有权限", "您的账号不能做这件事。需要的话，请联系主管或管理员。"),
    404: ("没有找到", "这个页面不存在，或者内容已被合并、删除。"),
    405: ("没有找到", "这个地址不能这样打开。"),
    413: ("内容太大", "提交的内容太大，没有保存。"),
    500: ("出了点问题", "服务出了问题，您的操作可能没有完成。请稍后再试；草稿不会丢。"),
}
_MOVES = {
    "claim": "受理",
    "assign": "分配",
    "return": "退回",
    "reply": "回复",
    "pend": "转为等顾客回复",
    "snooze": "稍后处理",
    "resolve": "结束",
    "reopen": "重新打开",
    "merge": "合并",
}
_MISSING = {
    "text": "还没有写内容。",
    "length": "内容太长：微信一条文字最多约 600 个字，请分成两条。",
    "cause": "请选择原因。",
    "outcome": "请选择处理结果。",
    "until": "请选一个将来的时间。",
    "points": "请填 1 到 100,000 之间的积分。",
    "reason": "请写明理由。",
    "member": "顾客还没有绑定会员，暂时不能补偿积分。",
    "hours": "营业时间没看懂，请写成 09:00-12:00, 13:30-18:00，时段不要重叠。",
    "week": "至少要有一天上班。",
    "exceptions": "特殊日期没看懂，请写成 2026-12-31 09:00-15:00，一行一天。",
    "timezone": "没有这个时区，例如 Asia/Shanghai。",
    "minutes": "时限至少 1 分钟。",
    "own_account": "不能停用自己，或改自己的角色。",
    "password": "密码至少 8 位。",
    "name": "账号只能用字母、数字、点、横线或下划线。",
}
_MENTION = re.compile(r"@[\w.-]{1,64}")


def refusal(error: errors.DeskError) -> tuple[int, str]:
    """The status and the sentence for something the desk refused."""
    if isinstance(error, errors.NotFound):
        return 404, "没有找到，可能已被合并或删除。"
    if isinstance(error, errors.IllegalMove):
        state = STATES.get(error.state, error.state)
        if error.event == "claim":
            return 409, "这张工单已经有人受理了。"
        return 409, f"这张工单现在是「{state}」，不能{_MOVES.get(error.event, '这样做')}。"
    if isinstance(error, errors.Missing):
        return 400, _MISSING.get(error.field, "还有必填的内容没有填。")
    if isinstance(error, errors.WindowClosed):
        return 409, f"{SEND_REASONS[error.reason]}。可以写内部备注，或等顾客来信后发出。"
    if isinstance(error, errors.Throttled):
        return 429, f"尝试次数太多，请 {-(-error.seconds // 60)} 分钟后再试。"
    if isinstance(error, errors.OverLimit):
        return 409, f"超出限额：最多 {error.limit}，这次要 {error.asked}。"
    if isinstance(error, errors.Taken):
        return 409, f"「{error.name}」已经被使用。"
    return 409, "没有做成，请刷新后再试。"


def activity(entry: Entry, names: Mapping[str, str]) -> str:
    """One grey line for something that happened; empty for what needs no line."""
    if entry.author == "customer" and entry.key.startswith("i"):
        return _EVENTS.get(entry.kind, "")
    sentence = _ACTIVITIES.get(entry.kind, "")
    detail = {**entry.payload}
    to = detail.get("to")
    detail.update(
        who=names.get(
            entry.author, {"customer": "顾客", "clock": "系统"}.get(entry.author, "系统")
        ),
        to=names.get(f"staff:{to}", "同事"),
        cause=CAUSES.get(detail.get("cause", ""), ""),
        outcome=OUTCOMES.get(detail.get("outcome", ""), ""),
        deadline=DEADLINES.get(detail.get("deadline", ""), ""),
    )
    return sentence.format_map(_Known(detail))


def member_event(kind: str, detail: Mapping[str, Any]) -> str:
    """One line of a member's timeline."""
    sentence = _MEMBER_EVENTS.get(kind)
    return sentence.format_map(_Known(detail)) if sentence else kind.replace("_", " ")


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def send_reason(reason: str, code: int | None) -> str:
    """Why a message did not arrive, in words."""
    said = SEND_REASONS.get(reason, "微信没有接受这条消息")
    return f"{said}（错误码 {code}）" if code else said


def mentions(text: str) -> Markup:
    """A note with its @names marked."""
    return Markup(_MENTION.sub(lambda found: f"<mark>{found[0]}</mark>", str(escape(text))))  # noqa: S704 - escaped first


def initials(name: str) -> str:
    """One or two signs for an avatar."""
    bare = name.strip()
    if not bare:
        return "客"
    return bare[:2].upper() if bare.isascii() else bare[-1]


def tone(name: str) -> str:
    """A steady colour for an avatar."""
    return f"tone{sum(map(ord, name)) % 4}"


def thousands(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"


def yuan(fen: int | None) -> str:
    return "—" if fen is None else f"¥{fen / 100:,.2f}"


FILTERS: dict[str, Callable[..., Any]] = {
    "mentions": mentions,
    "initials": initials,
    "tone": tone,
    "thousands": thousands,
    "yuan": yuan,
}
