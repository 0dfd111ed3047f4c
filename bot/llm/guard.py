"""What may not go out, whatever the model says: promises, and figures that no source has."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from bot.llm.prompts import NO_ANSWER, RULES
from knowledge.values import Faq

LONGEST = 300
PROMISE = re.compile(
    r"保证|承诺|一定(?:会|给|能)|肯定(?:会|给|能)|包[您你]|(?:给|为|帮|替)[您你](?:安排|申请)?(?:免费|全额)?"
    r"(?:退|赔|补|送|返|发放|赠|加|减|免|打折|优惠|便宜|申请到)|(?:赔偿|补偿|返还|赠送|退还|补发)(?:给)?[您你]"
    r"|[送返赔退][您你]"
)
OFFER = re.compile(
    r"免单|免费|半价|对折|骨折价|买.送.|全额|包邮|免邮|免运费|返现|返利|便宜|优惠|红包|补偿|赔|赠|翻倍"
)
"""Words of giving, which only an answer of staff may bring up."""
FIGURE = re.compile(
    r"(?:¥|￥)\s*\d[\d.,]*|\d[\d.,]*\s*(?:万|千|百)?\s*(?:元|块|毛|分钱|积分|分|折|%|％|张|倍)"
    r"|\d+\s*(?:个)?(?:工作日|小时|分钟|天|日|周|星期|月|年|点|号|时)|\d{1,2}[:：]\d{2}"
    r"|[一二两三四五六七八九十百千半几来多]+(?:元|块|积分|折|天|小时|个?工作日|周|个?月)|\d{5,}"
)
WHEN = re.compile(
    r"今天|今晚|这两天|近期|过几天|下个?月|年[底前初]|很快|尽快|马上就|明天|明早|后天|大后天|下?周[一二三四五六日天]|本周|下周|月底|月初|马上到|立刻|随后就到"
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
    said = normalize("NFKC", answer)
    kinds = ((OFFER, "promise"), (FIGURE, "figure"), (WHEN, "date"), (LINK, "link"))
    for pattern, name in kinds:
        if any(_close(found) not in written for found in pattern.findall(said)):
            return name
    return None


def _close(text: str) -> str:
    return re.sub(r"\s+", "", normalize("NFKC", text)).lower()
