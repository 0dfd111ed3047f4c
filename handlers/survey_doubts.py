"""Numbers in an answer that are not the score: ranges, limits, refusals, the past.

A wrong number is worse than none: it opens a case or thanks somebody who is angry. Whoever says
one of these is asked once more.
"""

import re

_D = r"(?:\d{1,3}|[零一二两三四五六七八九十]{1,2})"
_TO = r"(?:到|至|[~\-–—、]|或者?)"
_SCALE = re.compile(
    r"从?(?:[01]|零|一)\s*分?\s*(?:到|至|[~\-–—])\s*(?:10|十|[57五七])\s*分?\s*"
    r"(?:的话|里面?|之?[中间]|制)?"
)
_LESS = re.compile(rf"(?:扣|减|差|少)(?:掉|了|去)?\s*{_D}\s*分?")
_DOUBTS = re.compile(
    "|".join(
        [
            r"(?:不是|不可能|不[会想愿值]|不给|[给打]不[了出到]|没有?到|没有|达不到|够不上|离|别想|休想"
            rf"|凭什么)[^,，。;；!！]{{0,6}}?(?:{_D}\s*分|满分)",
            rf"(?:上次|以前|之前|原[来本]|本[来想]|曾经|[一刚]开始)[^,，。;；]{{0,8}}?(?:{_D}\s*分|满分)",
            r"如果|要是|假如|除非|[再才](?:给|打|会给)|[了好完]就(?:给|打)",
            r"不到|不足|[低高多少]于|以下|以上|超过|不止|至少|起码|最少",
            rf"{_D}\s*分?\s*{_TO}\s*{_D}\s*分",
            rf"{_D}\s*(?:分|个)半|{_D}分{_D}(?!\s*分)|(?:^|\W)\+\s*\d|加\s*{_D}\s*分",
            r"分(?:是|最|算|代表).*(?:[吗么?？]|最)|是不是",
        ]
    )
)


def without_scale(line: str) -> str:
    """The line without a mention of the scale: 「0 到 10 分我给 7」."""
    return _SCALE.sub(" ", line)


def without_deduction(line: str) -> str:
    """The line without what they took off: 「9 分，差 1 分怕你骄傲」."""
    return _LESS.sub(" ", line)


def doubtful(line: str) -> bool:
    """Whether a number in the line is hardly the score that they give now."""
    return bool(_DOUBTS.search(line))
