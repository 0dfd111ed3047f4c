"""Numbers as people write them: 30, 30.5, 三十, 两百五, 一千零二, 3千."""

from __future__ import annotations

import re
from decimal import Decimal

_KEYCAP = re.compile("[\ufe0f\u20e3]")

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "幺": 1,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "伍": 5,
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TEN_THOUSAND = "万"

NUMERAL = "[零〇一二三四五六七八九两俩壹贰叁伍十拾百佰千仟万]"
"""One character of a written number, for patterns."""


def chinese_number(text: str) -> int | None:
    """Return the value of a Chinese number, None if it is not one.

    A last digit after a unit counts in the next lower one, as it is spoken: 两百五 is 250.
    """
    head, cut, tail = text.partition(TEN_THOUSAND)
    if not cut:
        return _below_ten_thousand(text)
    high = _below_ten_thousand(head)
    if high is None:
        return None
    if not tail:
        return high * 10_000
    low = DIGITS[tail] * 1000 if tail in DIGITS else _below_ten_thousand(tail.lstrip("零〇"))
    return None if low is None else high * 10_000 + low


def _below_ten_thousand(text: str) -> int | None:
    if text and all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total, digit, last_unit, after_zero = 0, None, 10_000, False
    for char in text:
        if char in DIGITS:
            if digit is not None and digit != 0:
                return None
            after_zero = after_zero or DIGITS[char] == 0
            digit = DIGITS[char]
        elif char in UNITS:
            unit = UNITS[char]
            if unit >= last_unit:
                return None
            total += (digit or 1) * unit
            digit, last_unit, after_zero = None, unit, False
        else:
            return None
    if digit is None:
        return total if text else None
    spoken = last_unit // 10 if last_unit > 10 and not after_zero else 1
    return total + digit * spoken


def decimal_number(text: str) -> Decimal | None:
    """Return the value of `text` written in digits, in Chinese or mixed (3千, 1.2万)."""
    factor = 1
    if text[-1:] in ("万", "千", "百") and text[:1].isdigit():
        factor = 10_000 if text[-1] == "万" else UNITS[text[-1]]
        text = text[:-1]
    if text[:1].isdigit():
        plain = text.replace(",", "")
        return Decimal(plain) * factor if plain.replace(".", "", 1).isdigit() else None
    value = chinese_number(text)
    return None if value is None else Decimal(value)


def without_keycaps(text: str) -> str:
    """「2️⃣」 as the 「2」 that is inside."""
    return _KEYCAP.sub("", text)
