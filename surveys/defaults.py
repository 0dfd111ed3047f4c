"""The surveys a new shop finds: a relationship NPS, CSAT after a ticket, CES after an order.

Only CSAT is on from the start; whom else they ask, and how often, is for the shop to decide.
"""

from collections.abc import Mapping
from typing import Any

_WHY_LOW = {
    "zh": "很抱歉没让您满意。最让您不满意的是什么？直接说，我们马上改。",
    "en": "We are sorry. What let you down most?",
}
_WHY_MIDDLE = {
    "zh": "谢谢！我们再做到哪一点，您会更满意？",
    "en": "Thank you! What would make it better?",
}
_WHY_HIGH = {
    "zh": "太好了，谢谢您！您最喜欢我们哪一点？",
    "en": "Wonderful, thank you! What do you like most?",
}


def _why(low: int, high: int) -> list[dict[str, Any]]:
    """The open question that fits the score: up to `low`, above it, and from `high` on."""
    return [
        {
            "key": "why_low",
            "kind": "text",
            "text": _WHY_LOW,
            "show_if": {"question": "score", "at_most": low},
        },
        {
            "key": "why_middle",
            "kind": "text",
            "text": _WHY_MIDDLE,
            "show_if": {"question": "score", "at_least": low + 1, "at_most": high - 1},
        },
        {
            "key": "why_high",
            "kind": "text",
            "text": _WHY_HIGH,
            "show_if": {"question": "score", "at_least": high},
        },
    ]


_THANKS = {
    "": {"zh": "都记下啦，谢谢您花时间告诉我们～", "en": "Noted, thank you for your time."},
    "detractor": {
        "zh": "谢谢您直说，店长会在 24 小时内亲自跟进，给您一个答复。",
        "en": "Thank you for being frank. A manager will get back to you within 24 hours.",
    },
}

NPS: Mapping[str, Any] = {
    "name": "会员推荐意愿（NPS）",
    "kind": "nps",
    "relation": "relational",
    "trigger": {
        "on": "sample",
        "daily_share": 0.01,
        "min_orders": 1,
        "bought_within_days": 365,
        "joined_days": 30,
    },
    "channels": ["message", "wecom", "sms"],
    "answer_within_hours": 72,
    "questions": [
        {
            "key": "score",
            "kind": "score",
            "from": 0,
            "to": 10,
            "text": {
                "zh": "您有多大可能把我们推荐给朋友或同事？0 分是完全不会，10 分是一定会。",
                "en": "How likely are you to recommend us? 0 is not at all, 10 for sure.",
            },
        },
        *_why(6, 9),
    ],
    "thanks": _THANKS,
    "refer_promoters": True,
    "resurvey_days": 3,
}

CSAT: Mapping[str, Any] = {
    "name": "售后满意度（CSAT）",
    "kind": "csat",
    "relation": "transactional",
    "trigger": {"on": "ticket_closed", "delay_minutes": 5},
    "channels": ["message", "wecom", "sms"],
    "answer_within_hours": 72,
    "questions": [
        {
            "key": "score",
            "kind": "score",
            "from": 1,
            "to": 5,
            "labels": {
                "1": {"zh": "很不满意", "en": "Very unhappy"},
                "2": {"zh": "不太满意", "en": "Unhappy"},
                "3": {"zh": "一般", "en": "So-so"},
                "4": {"zh": "满意", "en": "Happy"},
                "5": {"zh": "很满意", "en": "Very happy"},
            },
            "text": {
                "zh": "您反馈的问题，这次处理得您满意吗？",
                "en": "How happy are you with how we settled it?",
            },
        },
        *_why(2, 4),
    ],
    "thanks": _THANKS,
    "resurvey_days": 3,
}

CES: Mapping[str, Any] = {
    "name": "办事省心度（CES）",
    "kind": "ces",
    "relation": "transactional",
    "trigger": {"on": "days_after_order", "days": 3},
    "channels": ["message", "wecom", "sms"],
    "answer_within_hours": 72,
    "questions": [
        {
            "key": "score",
            "kind": "score",
            "from": 1,
            "to": 7,
            "labels": {
                "1": {"zh": "非常费劲", "en": "Very hard"},
                "4": {"zh": "一般", "en": "Neither"},
                "7": {"zh": "非常轻松", "en": "Very easy"},
            },
            "text": {
                "zh": "在我们这里买东西轻松吗？1 是非常费劲，7 是非常轻松。",
                "en": "How easy was it to buy from us? 1 is very hard, 7 very easy.",
            },
        },
        *_why(3, 5),
    ],
    "thanks": _THANKS,
}

DEFAULTS: Mapping[str, tuple[Mapping[str, Any], bool]] = {
    "nps": (NPS, False),
    "csat": (CSAT, True),
    "ces": (CES, False),
}
"""Key of each survey, its document, and whether it is on from the start."""
