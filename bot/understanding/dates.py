"""Days in what customers write, relative to a given day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.understanding.festivals import NAMES, festival
from bot.understanding.numerals import NUMERAL, chinese_number

DAY_WORDS = {
    "大大前": -4, "大前": -3, "前": -2, "昨": -1, "今": 0,
    "明": 1, "后": 2, "大后": 3, "大大后": 4,
}  # fmt: skip
YEAR_WORDS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
WEEKDAYS = {
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5,
    "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6,
}  # fmt: skip

_NUM = rf"(?:\d{{1,2}}|{NUMERAL}{{1,3}})"
_COUNT = rf"(?:\d{{1,3}}|{NUMERAL}{{1,3}}|半)"
_YEAR = r"(?:(?P<year>(?:19|20)\d\d|\d\d(?=年))年?|(?P<yearword>前年|去年|今年|明年|后年)的?)"

_WHOLE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.]?)(\d{1,2})\2(\d{1,2})(?!\d)")
_LUNAR = re.compile(rf"(?:农历|阴历|旧历)的?({_NUM})月(?:初)?({_NUM})")
_MONTH_DAY = re.compile(
    rf"{_YEAR}?\s*(?<![\d零一二三四五六七八九十])(?P<month>{_NUM})\s*月份?\s*(?P<day>{_NUM})(?:[号日]|(?![\d天个月]))"
)
_DAY_OF = re.compile(
    rf"(?P<which>上上个?|上个?|这个?|本|当|下下个?|下个?)月的?(?P<day>{_NUM})[号日]"
)
_DAY = re.compile(rf"(?<![\d月.零一二三四五六七八九十第])(?P<day>{_NUM})号(?![楼店线门码院机])")
_WEEK = re.compile(
    r"(?P<which>上上个?|上个?|这个?|本|下下个?|下个?)?"
    r"(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末1-7])"
)
_NEAR = re.compile(
    r"(大大前|大前|大大后|大后|前|昨|今|明|(?<!然|之|以|最)后)(?:天|日|儿|晚|早)(?!气)"
)
_AGO = re.compile(
    rf"(?<![第\d])(?P<count>{_COUNT})个?(?P<unit>天|日|周|星期|礼拜|月)"
    r"(?:之|以)?(?P<way>前|后)(?!台)"
)
_FESTIVAL = re.compile(rf"{_YEAR}?(?P<name>(?<!\d)(?:{'|'.join(NAMES)})(?!\d))")

_Reader = Callable[[re.Match[str], date], "date | None"]


def dates(line: str, today: date) -> list[date]:
    """Return the days a width-normalised line names, in the order they are written.

    A day without a year is the one nearest to `today`; a weekday alone is of the current week
    (Monday to Sunday); a weekend is its Saturday. Lunar days are left to `lunar_days`.
    """
    taken: list[tuple[int, int]] = [match.span() for match in _LUNAR.finditer(line)]
    found: list[tuple[int, date]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(line):
            start, end = match.span()
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            day = read(match, today)
            if day is not None:
                taken.append((start, end))
                found.append((start, day))
    return list(dict.fromkeys(day for _, day in sorted(found)))


def lunar_days(line: str) -> Iterator[tuple[int, int]]:
    """Yield (month, day) of the lunar calendar for 「农历八月十五」."""
    for match in _LUNAR.finditer(line):
        month, day = _int(match[1]), _int(match[2])
        if month and day and month <= 12 and day <= 30:
            yield month, day


def _whole(match: re.Match[str], _: date) -> date | None:
    return _valid(int(match[1]), int(match[3]), int(match[4]))


def _month_day(match: re.Match[str], today: date) -> date | None:
    month, day = _int(match["month"]), _int(match["day"])
    year = _year(match, today)
    if year is not None:
        return _valid(year, month, day)
    around = (_valid(today.year + step, month, day) for step in (-1, 0, 1))
    return _nearest(around, today)


def _day_of(match: re.Match[str], today: date) -> date | None:
    return _in_month(today, _step(match["which"]), _int(match["day"]))


def _day(match: re.Match[str], today: date) -> date | None:
    day = _int(match["day"])
    return _nearest((_in_month(today, step, day) for step in (-1, 0, 1)), today)


def _week(match: re.Match[str], today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    weeks = _step(match["which"] or "")
    return monday + timedelta(days=7 * weeks + WEEKDAYS[match["weekday"]])


def _near(match: re.Match[str], today: date) -> date | None:
    return today + timedelta(days=DAY_WORDS[match[1]])


def _ago(match: re.Match[str], today: date) -> date | None:
    sign = -1 if match["way"] == "前" else 1
    unit = match["unit"]
    if match["count"] == "半":
        return today + timedelta(days=15 * sign) if unit == "月" else None
    count = _int(match["count"])
    if not count:
        return None
    if unit == "月":
        return _in_month(today, sign * count, today.day, shorten=True)
    days = count if unit in "天日" else 7 * count
    return today + timedelta(days=sign * days)


def _festival(match: re.Match[str], today: date) -> date | None:
    year = _year(match, today)
    if year is not None:
        return festival(match["name"], year)
    around = (festival(match["name"], today.year + step) for step in (-1, 0, 1))
    return _nearest(around, today)


def _year(match: re.Match[str], today: date) -> int | None:
    if match["yearword"]:
        return today.year + YEAR_WORDS[match["yearword"]]
    if match["year"]:
        year = int(match["year"])
        return year if year >= 100 else 2000 + year if year < 50 else 1900 + year
    return None


def _step(which: str) -> int:
    return which.count("下") - which.count("上")


def _int(number: str) -> int:
    return int(number) if number.isdigit() else chinese_number(number) or 0


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_month(today: date, step: int, day: int, *, shorten: bool = False) -> date | None:
    month = today.year * 12 + today.month - 1 + step
    year, index = divmod(month, 12)
    if shorten:
        day = min(day, calendar.monthrange(year, index + 1)[1])
    return _valid(year, index + 1, day)


def _nearest(candidates: Iterator[date | None], today: date) -> date | None:
    days = [day for day in candidates if day is not None]
    return min(days, key=lambda day: abs((day - today).days), default=None)


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_WHOLE, _whole),
    (_MONTH_DAY, _month_day),
    (_DAY_OF, _day_of),
    (_FESTIVAL, _festival),
    (_WEEK, _week),
    (_AGO, _ago),
    (_NEAR, _near),
    (_DAY, _day),
)
