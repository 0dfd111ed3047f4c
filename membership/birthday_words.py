"""Birthdays as people write them, and as they like to read them: 农历八月十五, 8 月 15 日."""

import re

from membership.birthdays import LUNAR, SOLAR, Birthday

DIGITS = "零一二三四五六七八九十"
MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(MONTHS, 1)},
    "一": 1,
    "十一": 11,
    "十二": 12,
}
LATEST_SHORT_YEAR = 30
_FIGURES = re.compile(
    r"(?:(\d{4}(?=\s*[-/.年])|(?<!\d)\d\d(?=\s*年))\s*[-/.年]\s*)?"
    r"(?:闰\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)",
    re.ASCII,
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)", re.ASCII)
_WORDS = re.compile(
    r"(?:(?<!\d)(\d{4}|\d\d)\s*年\s*)?闰?(十[一二]|[正一二三四五六七八九十冬腊])月"
    r"(初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
    r"|[一二三四五六七八九])([日号])?"
)
_YEAR_IN_WORDS = re.compile(
    r"(?<![零〇一二三四五六七八九十])([零〇一二三四五六七八九]{4}|[零〇一二三四五六七八九]{2})(?=年)"
)
_FIGURE_OF = str.maketrans("零〇一二三四五六七八九", "00123456789")
_LUNAR = re.compile(r"农历|阴历|旧历|古历")
_SOLAR = re.compile(r"公历|阳历|新历|国历|西历")


def read(text: str) -> Birthday | None:
    """Find a day in a line; none when there is none. Whether it exists is checked elsewhere.

    Figures are a solar day and Chinese numerals without 日 or 号 a lunar one, unless a word says.
    """
    text = _YEAR_IN_WORDS.sub(lambda found: found.group().translate(_FIGURE_OF), text)
    if (figures := _FIGURES.search(text) or _COMPACT.search(text)) is not None:
        year, month, day = figures.groups()
        return _birthday(text, SOLAR, year, int(month), int(day))
    if (words := _WORDS.search(text)) is not None:
        year, name, number, unit = words.groups()
        usual = SOLAR if unit else LUNAR
        return _birthday(text, usual, year, _MONTH_NUMBERS[name], _day(number))
    return None


def _birthday(text: str, usual: str, year: str | None, month: int, day: int) -> Birthday:
    named = LUNAR if _LUNAR.search(text) else SOLAR
    calendar = named if _LUNAR.search(text) or _SOLAR.search(text) else usual
    return Birthday(calendar, month, day, _full(int(year)) if year else None)


def _full(year: int) -> int:
    """「88 年」 is 1988 and 「05 年」 2005: nobody who writes is about to turn a hundred."""
    if year > 99:
        return year
    return 1900 + year if year > LATEST_SHORT_YEAR else 2000 + year


def _day(words: str) -> int:
    words = words.removeprefix("初").replace("廿", "二十")
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return DIGITS.index(ones)
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)


def written(birthday: Birthday) -> str:
    """Write a birthday for its owner."""
    year = f"{birthday.year} 年 " if birthday.year else ""
    if birthday.calendar == SOLAR:
        return f"{year}{birthday.month} 月 {birthday.day} 日"
    return f"农历 {year}{MONTHS[birthday.month - 1]}月{_lunar_day(birthday.day)}"


def _lunar_day(day: int) -> str:
    if day <= 10:
        return f"初{DIGITS[day]}"
    tens, ones = divmod(day, 10)
    head = ("", "十", "二十", "三十")[tens]
    return head + (DIGITS[ones] if ones else "")
