"""What may not go out, whatever the model says: promises, and figures that no source has."""

import re
from collections.abc import Sequence

from bot.llm.prompts import NO_ANSWER, RULES
from knowledge.values import Faq

LONGEST = 300
PROMISE = re.compile(
    r"保证|承诺|一定(?:会|给|能)|肯定(?:会|给|能)|包您|(?:给|为|帮|替)您(?:安排)?(?:免费)?"
    r"(?:退|赔|补|送|返|发放|赠|加|减|打折|优惠|申请到)|(?:赔偿|补偿|返还|赠送|退还|补发)(?:给)?您"
    r"|送您|返您|赔您|退您"
)
FIGURE = re.compile(
    r"(?:¥|￥)\s*\d[\d.,]*|\d[\d.,]*\s*(?:万|千|百)?\s*(?:元|块|毛|分钱|积分|分|折|%|％|张|倍)"
    r"|\d+\s*(?:个)?(?:工作日|小时|分钟|天|日|周|星期|月|年|点|号|时)|\d{1,2}[:：]\d{2}"
    r"|[一二两三四五六七八九十百千]+(?:元|块|积分|折|天|小时|个?工作日|周|个?月)"
)
WHEN = re.compile(
    r"今天|今晚|明天|明早|后天|大后天|下?周[一二三四五六日天]|本周|下周|月底|月初|马上到|立刻|随后就到"
)
LINK = re.compile(r"https?://\S+|www\.\S+|[a-z0-9-]+\.(?:com|cn|net|top|xyz)\b", re.IGNORECASE)


def objection(answer: str, sources: Sequence[Faq]) -> str | None:
    """Why an answer may not go out (a short name), or None when it may."""
    if not answer or NO_ANSWER in answer:
        return "no_answer"
    if len(answer) > LONGEST:
        return "too_long"
    if any(line in answer for line in RULES.splitlines()) or "<" in answer:
        return "leak"
    if PROMISE.search(answer):
        return "promise"
    written = _close("".join(f"{entry.question} {entry.answer}" for entry in sources))
    for pattern, name in ((FIGURE, "figure"), (WHEN, "date"), (LINK, "link")):
        if any(_close(found) not in written for found in pattern.findall(answer)):
            return name
    return None


def _close(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()
