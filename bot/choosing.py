"""Which choice of a numbered list somebody names: 「2」「第二个」「选２」「②」."""

import re
import unicodedata
from collections.abc import Sequence

from bot.understanding.numerals import chinese_number, without_keycaps

LONGEST = 12
_NAMED = re.compile(
    r"(?:我|就|那|要|选择?|挑|点|按|回复?|来|换|看|[:： ])*"
    r"(?:第\s*(?P<nth>\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?:个|项|条|件|张|单|笔|种|样)?"
    r"|(?P<number>\d{1,2}|[一二三四五六七八九十])\s*号?)"
    r"(?:那个|的|吧|呀|啊|啦|了|呗|哈|就行|就好|可以|谢谢)*[\s.。、,，!！~～]*"
)


def number(said: str) -> int | None:
    """The number that a line is, and nothing else. 「2个」 is a quantity, 「第2个」 a choice."""
    if not said or len(said) > LONGEST:
        return None
    found = _NAMED.fullmatch(unicodedata.normalize("NFKC", without_keycaps(said.strip())))
    if found is None:
        return None
    digits = found["nth"] or found["number"]
    return int(digits) if digits.isdigit() else chinese_number(digits)


def chosen(menu: Sequence[Sequence[str]], said: str) -> str:
    """The id of the choice that is named by its number or in its own words, "" for none."""
    said = said.strip().rstrip(".。、")
    for identifier, label in menu:
        if said == label:
            return str(identifier)
    which = number(said)
    if which:
        return str(menu[which - 1][0]) if which <= len(menu) else ""
    return _in_part(menu, said)


def _in_part(menu: Sequence[Sequence[str]], said: str) -> str:
    """The choice whose label says so before a comma: 「点错了」 of 「点错了，恢复推送」."""
    found = [str(identifier) for identifier, label in menu if said in label.split("，")[:-1]]
    return found[0] if len(found) == 1 else ""
