"""How a new campaign of each kind begins: words that may go out as they are."""

from collections.abc import Mapping
from typing import Any

from console.campaigns_wording import KINDS

HOUR = "10:00"
Body = Mapping[str, Any]
STARTERS: Mapping[str, Body] = {
    "birthday": {
        "steps": [
            {
                "text": "{{name}}，生日快乐！愿您天天有好心情。\n{{gift}}",
                "gift": {"birthday": True},
            }
        ]
    },
    "winback": {
        "steps": [
            {"text": "{{name}}，好久没见您了，最近还好吗？有什么需要随时跟我说。"},
            {"text": "{{name}}，店里上了些新东西，有空来看看。", "after_days": 7},
        ]
    },
    "welcome": {"steps": [{"text": "{{name}}，欢迎您！想查积分、优惠券，直接回复我就行。"}]},
    "points_expiring": {
        "steps": [
            {
                "text": "{{name}}，{{expiring}} 积分到 {{expires_on}} 就过期了。\n"
                "回复「兑换」看看能换什么。"
            }
        ]
    },
    "level_near": {
        "steps": [{"text": "{{name}}，再积 {{missing}} 成长值，您就是{{next_level}}了。"}]
    },
    "level_at_risk": {
        "steps": [
            {"text": "{{name}}，到 {{ends_on}} 再积 {{missing}} 成长值，就能保住现在的{{level}}。"}
        ]
    },
    "repurchase": {
        "steps": [{"text": "{{name}}，上次买的差不多用完了吧？要补货直接回复我，给您留着。"}]
    },
    "festival": {
        "occasion": {"festivals": ["spring", "dragon_boat", "mid_autumn"]},
        "steps": [{"text": "{{name}}，{{festival}}快乐！祝您和家人平平安安。"}],
    },
    "anniversary": {"steps": [{"text": "{{name}}，您加入我们 {{years}} 年啦，谢谢一路相伴。"}]},
    "checkup": {
        "steps": [
            {
                "text": "{{name}}，上次的「{{subject}}」现在都好了吗？还有问题直接回复我。",
                "after_days": 3,
            }
        ]
    },
    "unfollow": {
        "steps": [
            {
                "text": "{{name}} 取消了关注。看看之前聊过什么，合适的话打个电话问问原因。",
                "task": True,
            }
        ]
    },
    "regular": {
        "occasion": {"cron": "* * 5"},
        "steps": [{"text": "{{name}}，周末愉快！有空来坐坐。"}],
    },
}


def starter(kind: str) -> dict[str, Any]:
    """The document that the form of a new campaign begins with."""
    body = STARTERS[kind]
    occasion = {"at": HOUR, **body.get("occasion", {})}
    return {"kind": kind, "name": KINDS[kind], **body, "occasion": occasion}
