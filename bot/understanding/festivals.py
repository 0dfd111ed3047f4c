"""When festivals fall, for dates such as 「国庆」 and 「中秋前」.

The lunar ones are a table, computed once with lunar_python and checked against it by a test.
"""

from __future__ import annotations

from datetime import date

FIXED: dict[str, tuple[int, int]] = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "三八节": (3, 8),
    "愚人节": (4, 1),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "青年节": (5, 4),
    "儿童节": (6, 1),
    "六一": (6, 1),
    "618": (6, 18),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一假期": (10, 1),
    "十一长假": (10, 1),
    "十一期间": (10, 1),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
}
LUNAR: dict[str, tuple[int, int]] = {
    "春节": (1, 1),
    "过年": (1, 1),
    "大年初一": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "重阳": (9, 9),
}
EVES: dict[str, str] = {"除夕": "春节", "年三十": "春节"}
NAMES: tuple[str, ...] = tuple(sorted([*FIXED, *LUNAR, *EVES], key=len, reverse=True))

FIRST_YEAR = 2015
_LUNAR_DAYS: dict[tuple[int, int], str] = {
    (1, 1): (
        "021902080128021602050125021202010122021001290217020601260213020301230211"
        "013102190208012802150204012402120201012202100130021702060126021402020123"
    ),
    (1, 15): (
        "030502220211030202190208022602150205022402120303022002090227021702060225"
        "021403050222021103010218020702260215020502240213030302200209022802160206"
    ),
    (5, 5): (
        "062006090530061806070625061406030622061005310619060905280616060506240612"
        "060106200610053006180607052706140603062206110531061906080529061506040623"
    ),
    (7, 7): (
        "082008090828081708070825081408040822081008290819080808260816080508240812"
        "080108200810082808170807082608140803082208110731081908080827081608050823"
    ),
    (8, 15): (
        "092709151004092409131001092109100929091710060925091510030922091210010919"
        "090809270916100409240913100209200910092809171005092509151004092209110930"
    ),
    (9, 9): (
        "102110091028101710071025101410041023101110291018100810261016100510241012"
        "100110201009102710171007102610141003102210111029101810081027101610051024"
    ),
}
"""Month and day in each year from FIRST_YEAR on, four digits a year."""


def festival(name: str, year: int) -> date | None:
    """Return the day of a festival in a (solar) year, None outside the table."""
    if name in FIXED:
        return date(year, *FIXED[name])
    lunar = LUNAR[EVES.get(name, name)]
    at = (year - FIRST_YEAR) * 4
    digits = _LUNAR_DAYS[lunar][at : at + 4] if at >= 0 else ""
    if not digits:
        return None
    day = date(year, int(digits[:2]), int(digits[2:]))
    return day if name not in EVES else date.fromordinal(day.toordinal() - 1)
