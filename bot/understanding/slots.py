"""The particulars in a line: order numbers, phones, amounts, days, a score."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from bot.understanding.amounts import amounts
from bot.understanding.dates import dates, lunar_days
from bot.understanding.numerals import DIGITS
from bot.understanding.scores import score

LONGEST_LINE = 2000
"""Characters that are searched; a longer text is not a chat line."""

_PHONE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_SPOKEN = "[零〇一二三四五六七八九幺]"
_SPOKEN_PHONE = re.compile(rf"(?<!{_SPOKEN})[一幺]{_SPOKEN}{{10}}(?!{_SPOKEN})")
_NAMED_ORDER = re.compile(
    r"(?:订单编号|订单号|定单号|订单|单号|编号)\s*(?:是|为|[:：#])?\s*"
    r"([a-z]{0,4}[-_]?\d[\da-z_-]{3,31})(?![\d元块])",
    re.IGNORECASE,
)
_BARE_ORDER = re.compile(
    r"(?<![\da-z.])((?:[a-z]{1,4}[-_]?\d{6,24}|\d{9,28})(?:-\d{1,12})?)(?![\da-z.]|\s*[元块])",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slots:
    """What a line names; each in the order it is written, without repeats.

    Phones are the eleven digits of a mainland mobile, amounts are fen, `lunar_days` are (month,
    day) of the lunar calendar, `score` is 0 to 10 and only set when exactly one is named.
    """

    order_numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    amounts: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()
    lunar_days: tuple[tuple[int, int], ...] = ()
    score: int | None = None


def extract(text: str, *, today: date) -> Slots:
    """Return the particulars in `text`; days are understood as seen from `today`."""
    line = unicodedata.normalize("NFKC", text[:LONGEST_LINE])
    phones = _phones(line)
    rest = _SPOKEN_PHONE.sub(" ", _PHONE.sub(" ", line))
    orders = _orders(rest)
    for number in orders:
        rest = rest.replace(number, " ")
    return Slots(
        order_numbers=orders,
        phones=phones,
        amounts=tuple(dict.fromkeys(amounts(rest))),
        dates=tuple(dates(rest, today)),
        lunar_days=tuple(dict.fromkeys(lunar_days(rest))),
        score=score(rest),
    )


def _phones(line: str) -> tuple[str, ...]:
    written = ["".join(match.groups()) for match in _PHONE.finditer(line)]
    spoken = ["".join(str(DIGITS[c]) for c in m[0]) for m in _SPOKEN_PHONE.finditer(line)]
    return tuple(dict.fromkeys([*written, *(n for n in spoken if n[1] >= "3")]))


def _orders(line: str) -> tuple[str, ...]:
    named = [(match.start(1), match[1]) for match in _NAMED_ORDER.finditer(line)]
    bare = [(match.start(1), match[1]) for match in _BARE_ORDER.finditer(line)]
    return tuple(dict.fromkeys(number for _, number in sorted(named + bare)))
