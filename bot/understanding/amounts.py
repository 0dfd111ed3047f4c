"""Amounts of money in what customers write, in fen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.understanding.numerals import DIGITS, NUMERAL, decimal_number

_NUMBER = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?[万千百]?|{NUMERAL}+)"
_DIGIT = r"[0-9一二三四五六七八九两]"
_MONEY_GOES_ON = "的了吧呢啊吗券以多我你他就才都给退能也还太包左起钱整优红补运邮差没未买到不怎为"
_AMOUNT = re.compile(
    rf"(?:[¥￥]|rmb|cny)\s*(?P<signed>\d+(?:,\d{{3}})*(?:\.\d+)?)"
    rf"|(?<![\d.几十百千万第])(?P<number>{_NUMBER})\s*"
    rf"(?:(?P<yuan>元(?!旦|宵|素|气)|圆|rmb)"
    rf"|块(?:钱|(?P<jiao>{_DIGIT})(?:毛|角)?(?![0-9十百千])|(?=[{_MONEY_GOES_ON}]|\W|$))"
    rf"|(?P<small>[毛角]钱?|分钱))",
    re.IGNORECASE,
)
_FEN = {"毛": 10, "角": 10, "分": 1}


def amounts(line: str) -> Iterator[int]:
    """Yield the amounts of a width-normalised line in fen, in the order they are written.

    Vague ones (十几块, 几百块) are left out, as is 块 as a piece of something (三块肥皂).
    """
    for match in _AMOUNT.finditer(line):
        value = decimal_number(match["signed"] or match["number"])
        if value is None:
            continue
        if match["small"]:
            yield int(value * _FEN[match["small"][0]])
            continue
        if match["jiao"]:
            value += Decimal(_digit(match["jiao"])) / 10
        yield int(value * 100)


def _digit(char: str) -> int:
    return int(char) if char.isdigit() else DIGITS[char]
