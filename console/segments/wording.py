"""Conditions of segments as people say them."""

from collections.abc import Mapping

from campaigns.segments import FIELDS, Condition, Segment
from membership.rfm import CLASSES
from membership.stages import NAMES as STAGES

Named = Mapping[str, Mapping[str, str]]
"""For each field, its options and what they are called."""

LABELS: Mapping[str, str] = {
    "level": "会员等级",
    "stage": "生命周期",
    "rfm": "RFM 分类",
    "tag": "标签",
    "orders": "订单数",
    "amount": "累计消费",
    "average": "客单价",
    "cycle": "购买间隔",
    "last_order": "上次消费",
    "first_order": "首次消费",
    "joined": "入会",
    "points": "积分",
    "growth": "成长值",
    "coupon": "有可用的优惠券",
    "gender": "性别",
    "birthday_month": "生日月份",
    "channel": "联系渠道",
    "wrote": "来信",
    "signed_in": "签到",
    "redeemed": "兑换礼品",
    "recommended": "推荐成功",
    "nps": "最近一次推荐打分",
    "open_ticket": "有没处理完的工单",
    "custom": "自定义资料",
}
UNITS = {
    "orders": "笔",
    "fen": "元",
    "days": "天",
    "points": "分",
    "growth": "",
    "members": "人",
    "score": "分",
}
COMPARISONS = {
    ">=": "不少于",
    "<=": "不多于",
    "=": "等于",
    "within": "在最近",
    "not_within": "不在最近",
    "in": "是",
    "not_in": "不是",
    "is": "是",
    "has": "有",
    "has_not": "没有",
}
MATCHES = {"all": "全部满足", "any": "满足任一条"}
MONTHS = {str(month): f"{month} 月" for month in range(1, 13)}
FIXED: Named = {
    "stage": STAGES,
    "rfm": {code: f"{name}（{code}）" for code, name in CLASSES.items()},
    "gender": {"female": "女", "male": "男", "other": "其他"},
    "birthday_month": MONTHS,
    "channel": {"wechat": "公众号", "wecom": "企业微信", "phone": "手机号"},
}
FEN_PER_YUAN = 100


def sentence(segment: Segment, named: Named) -> str:
    """「生命周期是流失风险、休眠；订单数不少于 3 笔」"""
    if not segment.parts:
        return "所有会员"
    said = [_part(part, named) for part in segment.parts]
    if segment.match == "none":
        return f"不包括：{'；也不包括 '.join(said)}"
    return ("；" if segment.match == "all" else "，或者 ").join(said)


def _part(part: Condition | Segment, named: Named) -> str:
    if isinstance(part, Segment):
        return sentence(part, named) if part.match == "none" else f"（{sentence(part, named)}）"
    field = FIELDS[part.field]
    label = LABELS[part.field]
    if part.field == "custom":
        label = named.get("custom", {}).get(part.key, part.key)
    match field.kind:
        case "flag":
            return label if part.value else label.replace("有", "没有", 1)
        case "days":
            return f"{COMPARISONS[part.comparison]} {part.value} 天内{label}"
        case "options":
            options = named.get(part.field, {})
            assert isinstance(part.value, tuple)
            names = "、".join(options.get(one, one) for one in part.value)
            return f"{label}{COMPARISONS[part.comparison]}{names}"
        case "number":
            return f"{label}{COMPARISONS[part.comparison]} {amount(part)}"
        case "custom":
            said = "包含" if part.comparison == "has" else COMPARISONS[part.comparison]
            return f"{label}{said}「{_plain(part.value)}」"
    return f"{COMPARISONS[part.comparison]}{label}「{part.value}」"


def amount(condition: Condition) -> str:
    """A number with its unit; money in yuan."""
    unit = FIELDS[condition.field].unit
    assert isinstance(condition.value, int)
    if unit == "fen":
        yuan, fen = divmod(condition.value, FEN_PER_YUAN)
        return f"{yuan:,}{f'.{fen:02}' if fen else ''} 元"
    return f"{condition.value:,} {UNITS[unit]}".rstrip()


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
