"""The score in an answer to "how many points would you give us"."""

from __future__ import annotations

import re

from bot.understanding.numerals import chinese_number, without_keycaps

HIGHEST = 10

_NUMBER = r"(?<![\d.点零一二两三四五六七八九十百千万第满])(\d{1,2}|[零一二两三四五六七八九]|十)"
_FOLLOWED = r"(?![\d.点零一二三四五六七八九十百千万几])"
_POINTS = re.compile(
    _NUMBER + _FOLLOWED + r"\s*(?:分(?!钟|钱|之|店|裤|熟|期|享|类|开|别|拣|手|析|袖|公司|米|贝)"
    r"|(?:颗|个)?星(?!期|座|级|球|巴)|/10(?!\d))"
)
_GIVEN = re.compile(
    r"(?:打|给|评|选|算|就)(?:个|你|你们|它)?\s*" + _NUMBER + _FOLLOWED
    + r"(?=\s*(?:分|吧|啊|呀|了|哦|咯|吗|呢|$|[^\w\s]|\s))"
)  # fmt: skip
_ALONE = re.compile(r"^\W*" + _NUMBER + r"\s*(?:吧|啊|呀|哦|咯|了|哈|呗)?\W*$")
_FULL = re.compile(r"满分(?!是|多少|吗|几)")
_ADVERB = re.compile(
    r"十分(?=[\u4e00-\u9fff])(?!吧|啊|呀|哦|了|哈|呗|好评|谢谢|没问题|以上|给|推荐)"
)
_FORMAL = re.compile(r"[俩壹贰叁肆伍陆柒捌玖拾](?=\s*(?:分|星|\W*$))")
_PLAIN = dict(zip("俩壹贰叁肆伍陆柒捌玖拾", "两一二三四五六七八九十", strict=True))


def score(line: str) -> int | None:
    """Return the one score (0 to 10) a width-normalised line names, None if none or several."""
    line = without_keycaps(line).replace("\U0001f51f", "10")
    line = _ADVERB.sub("", _FORMAL.sub(lambda found: _PLAIN[found.group()], line))
    said = {_value(match[1]) for match in _POINTS.finditer(line)}
    said |= {_value(match[1]) for match in _GIVEN.finditer(line)}
    said |= {_value(match[1]) for match in _ALONE.finditer(line)}
    if _FULL.search(line):
        said.add(HIGHEST)
    only = said.pop() if len(said) == 1 else None
    return only if only is not None and 0 <= only <= HIGHEST else None


def _value(number: str) -> int | None:
    return int(number) if number.isdigit() else chinese_number(number)
