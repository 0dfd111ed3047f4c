"""Birthdays as people write and read them."""

import pytest

from membership.birthday_words import read, written
from membership.birthdays import LUNAR, SOLAR, Birthday


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("1990-08-15", Birthday(SOLAR, 8, 15, 1990)),
        ("我生日是1990年8月15日", Birthday(SOLAR, 8, 15, 1990)),
        ("8月15", Birthday(SOLAR, 8, 15)),
        ("19900815", Birthday(SOLAR, 8, 15, 1990)),
        ("农历8月15", Birthday(LUNAR, 8, 15)),
        ("农历八月十五", Birthday(LUNAR, 8, 15)),
        ("八月十五", Birthday(LUNAR, 8, 15)),
        ("八月十五号", Birthday(SOLAR, 8, 15)),
        ("阳历八月十五", Birthday(SOLAR, 8, 15)),
        ("正月初一", Birthday(LUNAR, 1, 1)),
        ("腊月廿三", Birthday(LUNAR, 12, 23)),
        ("冬月三十", Birthday(LUNAR, 11, 30)),
        ("十二月初十", Birthday(LUNAR, 12, 10)),
        ("阴历1988年十一月二十九", Birthday(LUNAR, 11, 29, 1988)),
        ("二月二十", Birthday(LUNAR, 2, 20)),
        ("闰二月初五", Birthday(LUNAR, 2, 5)),
        ("88年8月8号", Birthday(SOLAR, 8, 8, 1988)),
        ("我是97年5月3日生的", Birthday(SOLAR, 5, 3, 1997)),
        ("05年12月1日", Birthday(SOLAR, 12, 1, 2005)),
        ("农历88年八月十五", Birthday(LUNAR, 8, 15, 1988)),
    ],
)
def test_a_line_tells_a_day(text: str, birthday: Birthday) -> None:
    assert read(text) == birthday


@pytest.mark.parametrize("text", ["", "不告诉你", "13800001111", "等一下", "积分还有多少"])
def test_a_line_without_a_day(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("birthday", "words"),
    [
        (Birthday(SOLAR, 8, 15, 1990), "1990 年 8 月 15 日"),
        (Birthday(SOLAR, 2, 29), "2 月 29 日"),
        (Birthday(LUNAR, 8, 15), "农历 八月十五"),
        (Birthday(LUNAR, 12, 30, 1988), "农历 1988 年 腊月三十"),
        (Birthday(LUNAR, 1, 1), "农历 正月初一"),
        (Birthday(LUNAR, 11, 20), "农历 冬月二十"),
        (Birthday(LUNAR, 11, 10), "农历 冬月初十"),
        (Birthday(LUNAR, 11, 21), "农历 冬月二十一"),
    ],
)
def test_it_is_written_for_its_owner(birthday: Birthday, words: str) -> None:
    assert written(birthday) == words
    assert read(words.replace(" ", "")) == birthday
