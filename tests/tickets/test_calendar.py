"""Business time: lunch, weekends, holidays, make-up days, midnight, and years nobody knows yet."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.calendar import (
    BusinessCalendar,
    NeverOpenError,
    day_kind,
    known_until,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
SPLIT = ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))
OFFICE = BusinessCalendar((SPLIT,) * 5 + ((),) * 2, SHANGHAI)
SHOP = BusinessCalendar((((9 * 60, 21 * 60),),) * 7, SHANGHAI, chinese_holidays=False)
NIGHT = BusinessCalendar((((18 * 60, 26 * 60),),) * 7, SHANGHAI, chinese_holidays=False)


def at(text: str) -> datetime:
    """An instant given in Shanghai's time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("calendar", "start", "minutes", "end"),
    [
        pytest.param(OFFICE, "2026-03-04 10:00", 30, "2026-03-04 10:30", id="inside"),
        pytest.param(OFFICE, "2026-03-04 11:50", 30, "2026-03-04 13:50", id="across lunch"),
        pytest.param(OFFICE, "2026-03-04 11:30", 30, "2026-03-04 12:00", id="ends with lunch"),
        pytest.param(OFFICE, "2026-03-04 12:30", 10, "2026-03-04 13:40", id="begins in lunch"),
        pytest.param(OFFICE, "2026-03-04 17:50", 20, "2026-03-05 09:10", id="over night"),
        pytest.param(OFFICE, "2026-03-04 20:00", 0, "2026-03-05 09:00", id="nothing, when shut"),
        pytest.param(OFFICE, "2026-03-06 17:30", 60, "2026-03-09 09:30", id="weekend"),
        pytest.param(OFFICE, "2026-09-30 17:30", 60, "2026-10-08 09:30", id="National Day"),
        pytest.param(OFFICE, "2026-10-09 17:30", 60, "2026-10-10 09:30", id="make-up Saturday"),
        pytest.param(OFFICE, "2026-02-14 08:00", 60, "2026-02-14 10:00", id="make-up before CNY"),
        pytest.param(SHOP, "2026-10-01 20:30", 60, "2026-10-02 09:30", id="shop, holidays open"),
        pytest.param(NIGHT, "2026-03-04 23:30", 60, "2026-03-05 00:30", id="past midnight"),
        pytest.param(NIGHT, "2026-03-05 01:30", 60, "2026-03-05 18:30", id="after midnight"),
        pytest.param(OFFICE, "2027-01-01 10:00", 60, "2027-01-01 11:00", id="unknown year: usual"),
        pytest.param(OFFICE, "2026-12-31 17:30", 60, "2027-01-01 09:30", id="across the end"),
        pytest.param(OFFICE, "2027-01-02 10:00", 60, "2027-01-04 10:00", id="unknown weekend"),
    ],
)
def test_working_minutes_are_added(
    calendar: BusinessCalendar, start: str, minutes: int, end: str
) -> None:
    assert calendar.add(at(start), minutes) == at(end)


def test_an_exception_overrules_the_holiday_and_the_unknown_year() -> None:
    calendar = BusinessCalendar(
        OFFICE.week,
        SHANGHAI,
        exceptions={date(2027, 1, 1): (), date(2026, 10, 1): ((600, 660),)},
    )

    assert calendar.add(at("2026-12-31 17:30"), 60) == at("2027-01-04 09:30")
    assert calendar.is_open(at("2026-10-01 10:30"))


def test_the_library_ends_at_a_known_day() -> None:
    end = known_until()

    assert (end.month, end.day) == (12, 31)
    assert day_kind(end + timedelta(days=1)) == "usual"
    assert day_kind(date(2026, 10, 1)) == "holiday"
    assert day_kind(date(2026, 10, 10)) == "make_up"


def test_what_never_opens_says_so() -> None:
    closed = BusinessCalendar(((),) * 7, SHANGHAI)

    with pytest.raises(NeverOpenError):
        closed.add(at("2026-03-04 10:00"), 1)
    assert closed.minutes_between(at("2026-03-04 10:00"), at("2026-03-05 10:00")) == 0


def test_the_next_opening() -> None:
    assert OFFICE.next_open(at("2026-03-04 12:30")) == at("2026-03-04 13:30")
    assert OFFICE.next_open(at("2026-03-04 10:00")) == at("2026-03-04 10:00")
    assert NIGHT.is_open(at("2026-03-05 01:59"))
    assert not NIGHT.is_open(at("2026-03-05 02:00"))


@given(
    offset=st.integers(0, 60 * 24 * 500),
    minutes=st.integers(0, 5000),
    calendar=st.sampled_from([OFFICE, SHOP, NIGHT]),
)
def test_what_was_added_is_what_lies_between(
    offset: int, minutes: int, calendar: BusinessCalendar
) -> None:
    start = at("2026-01-01 00:00") + timedelta(minutes=offset)
    end = calendar.add(start, minutes)

    assert calendar.minutes_between(start, end) == minutes
    assert end >= start
