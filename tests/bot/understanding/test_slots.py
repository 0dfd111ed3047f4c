"""Particulars read out of lines; the given day is Saturday, 21 November 2026."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunar_python import Lunar

from bot.understanding.festivals import FIRST_YEAR, LUNAR, festival
from bot.understanding.numerals import chinese_number
from bot.understanding.slots import Slots, extract

TODAY = date(2026, 11, 21)


def slots(text: str) -> Slots:
    return extract(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("今天", "2026-11-21"),
        ("昨晚下的单", "2026-11-20"),
        ("前天", "2026-11-19"),
        ("大前天买的", "2026-11-18"),
        ("明儿能到吗", "2026-11-22"),
        ("后天", "2026-11-23"),
        ("大后天送", "2026-11-24"),
        ("上周五", "2026-11-13"),
        ("上上周三", "2026-11-04"),
        ("下周一送", "2026-11-23"),
        ("这周六", "2026-11-21"),
        ("周五", "2026-11-20"),
        ("上个礼拜天", "2026-11-15"),
        ("星期日", "2026-11-22"),
        ("周末送", "2026-11-21"),
        ("三天前", "2026-11-18"),
        ("3天后", "2026-11-24"),
        ("一周前", "2026-11-14"),
        ("两个月前", "2026-09-21"),
        ("半个月前", "2026-11-06"),
        ("3月5号", "2027-03-05"),
        ("三月五日", "2027-03-05"),
        ("10月1日", "2026-10-01"),
        ("今年3月5号", "2026-03-05"),
        ("去年12月3日", "2025-12-03"),
        ("2026年3月5日", "2026-03-05"),
        ("26年3月5号", "2026-03-05"),
        ("2026-11-03", "2026-11-03"),
        ("2026/11/3", "2026-11-03"),
        ("20261103", "2026-11-03"),
        ("上个月5号", "2026-10-05"),
        ("下个月十号", "2026-12-10"),
        ("二十一号", "2026-11-21"),
        ("19号到的", "2026-11-19"),
        ("国庆买的", "2026-10-01"),
        ("双十一买的", "2026-11-11"),
        ("去年双11", "2025-11-11"),
        ("618的单子", "2026-06-18"),
        ("五一之前", "2027-05-01"),
        ("元旦", "2027-01-01"),
        ("中秋节前能到吗", "2026-09-25"),
        ("今年春节", "2026-02-17"),
        ("除夕", "2027-02-05"),
        ("端午节", "2026-06-19"),
        ("昨天和前天", "2026-11-20 2026-11-19"),
        ("2月30号", ""),
        ("3号线", ""),
        ("以后", ""),
        ("前台", ""),
        ("天气", ""),
        ("第三天", ""),
    ],
)
def test_days(text: str, days: str) -> None:
    found = slots(text).dates

    assert " ".join(day.isoformat() for day in found) == days


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("30元", (3000,)),
        ("30.5元", (3050,)),
        ("¥30", (3000,)),
        ("￥1,200.50", (120050,)),
        ("三十块", (3000,)),
        ("三块五", (350,)),
        ("三块五毛", (350,)),
        ("20块钱", (2000,)),
        ("两百五十元", (25000,)),
        ("两百五元", (25000,)),
        ("一千零二元", (100200,)),
        ("一万二元", (1200000,)),
        ("1.2万元", (1200000,)),
        ("3千块", (300000,)),
        ("5毛钱", (50,)),
        ("8分钱", (8,)),
        ("十块退我", (1000,)),
        ("差价20.5元退我，运费6元", (2050, 600)),
        ("满200减30元", (3000,)),
        ("十几块", ()),
        ("几百块", ()),
        ("三块肥皂", ()),
        ("元旦", ()),
        ("30美元", ()),
        ("100", ()),
    ],
)
def test_amounts(text: str, fen: tuple[int, ...]) -> None:
    assert slots(text).amounts == fen


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("9", 9),
        ("９分", 9),
        ("9️⃣", 9),
        ("九分", 9),
        ("九", 9),
        ("10分!!", 10),
        ("十分", 10),
        ("十分吧", 10),
        ("满分", 10),
        ("零分", 0),
        ("0", 0),
        ("打个8吧", 8),
        ("我给你们7分", 7),
        ("给个6", 6),
        ("我选3吧", 3),
        ("8/10", 8),
        ("五颗星", 5),
        ("8分，客服不错", 8),
        ("还行吧", None),
        ("十分满意", None),
        ("七八分", None),
        ("8.5分", None),
        ("8分或者9分", None),
        ("100分", None),
        ("8分钟", None),
        ("三分之一", None),
        ("一分钱", None),
        ("第3分店", None),
        ("11", None),
        ("", None),
    ],
)
def test_scores(text: str, score: int | None) -> None:
    assert slots(text).score == score


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("手机１３８００１３８０００", "13800138000"),
        ("一三八零零一三八零零零", "13800138000"),
        ("幺三八零零一三八零零零", "13800138000"),
    ],
)
def test_phones(text: str, phone: str) -> None:
    assert slots(text).phones == (phone,)
    assert slots(text).order_numbers == ()


@pytest.mark.parametrize("text", ["12800138000", "1380013800", "138001380001", "10086"])
def test_what_is_no_mobile(text: str) -> None:
    assert slots(text).phones == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("订单号CK-20261101-003到哪了", "CK-20261101-003"),
        ("订单20260315008877还没到", "20260315008877"),
        ("订单号：8812", "8812"),
        ("202603150088771", "202603150088771"),
        ("SF1234567890123", "SF1234567890123"),
        ("单号是 JD0012345678901", "JD0012345678901"),
    ],
)
def test_order_numbers(text: str, number: str) -> None:
    assert slots(text).order_numbers == (number,)


@pytest.mark.parametrize("text", ["订单30元", "退我50000元", "2026年", "我有1000积分"])
def test_what_is_no_order_number(text: str) -> None:
    assert slots(text).order_numbers == ()


def test_a_line_may_name_everything_at_once() -> None:
    found = slots("订单123456789012上周五到的，退50元，电话13800138000")

    assert found == Slots(
        order_numbers=("123456789012",),
        phones=("13800138000",),
        amounts=(5000,),
        dates=(date(2026, 11, 13),),
    )


def test_a_lunar_birthday_is_not_taken_for_a_solar_day() -> None:
    found = slots("我生日是农历八月十五")

    assert found.lunar_days == ((8, 15),)
    assert found.dates == ()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.dates(date(2016, 1, 1), date(2049, 12, 31)))
def test_any_text_on_any_day_is_read(text: str, today: date) -> None:
    found = extract(text, today=today)

    assert found.score is None or 0 <= found.score <= 10


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百五", 150),
        ("两千", 2000),
        ("三万五", 35000),
        ("一万零三", 10003),
        ("三二一", 321),
        ("十十", None),
        ("", None),
    ],
)
def test_chinese_numbers(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize("name", LUNAR)
def test_lunar_festivals_are_those_of_the_calendar(name: str) -> None:
    for year in range(FIRST_YEAR, 2051):
        solar = Lunar.fromYmd(year, *LUNAR[name]).getSolar()

        assert festival(name, year) == date(solar.getYear(), solar.getMonth(), solar.getDay())


def test_years_outside_the_table_are_unknown() -> None:
    assert festival("中秋", 2014) is None
    assert festival("中秋", 2051) is None
