"""Birthdays by the sun and the moon, against dates of the published calendar."""

from datetime import date, timedelta

import pytest

from membership.birthdays import (
    LUNAR,
    SOLAR,
    Birthday,
    birthday_falls_on,
    checked,
    keys_on,
    next_after,
    parse,
)
from membership.errors import FieldError
from tests.membership.factories import NOON, SHANGHAI


@pytest.mark.parametrize(
    ("birthday", "year", "falls_on"),
    [
        (Birthday(SOLAR, 8, 15), 2026, date(2026, 8, 15)),
        (Birthday(SOLAR, 2, 29), 2024, date(2024, 2, 29)),
        (Birthday(SOLAR, 2, 29), 2026, date(2026, 2, 28)),
        (Birthday(SOLAR, 2, 29), 2100, date(2100, 2, 28)),
        (Birthday(LUNAR, 1, 1), 2024, date(2024, 2, 10)),
        (Birthday(LUNAR, 1, 1), 2025, date(2025, 1, 29)),
        (Birthday(LUNAR, 1, 1), 2026, date(2026, 2, 17)),
        (Birthday(LUNAR, 5, 5), 2025, date(2025, 5, 31)),
        (Birthday(LUNAR, 8, 15), 2024, date(2024, 9, 17)),
        (Birthday(LUNAR, 8, 15), 2025, date(2025, 10, 6)),
        (Birthday(LUNAR, 12, 30), 2023, date(2024, 2, 9)),
        (Birthday(LUNAR, 12, 30), 2024, date(2025, 1, 28)),
        (Birthday(LUNAR, 2, 15), 2023, date(2023, 3, 6)),
        (Birthday(LUNAR, 6, 1), 2025, date(2025, 6, 25)),
    ],
)
def test_a_birthday_falls_on(birthday: Birthday, year: int, falls_on: date) -> None:
    assert birthday_falls_on(birthday, year) == falls_on


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        (date(2026, 2, 28), {(SOLAR, 2, 28), (SOLAR, 2, 29), (LUNAR, 1, 12)}),
        (date(2024, 2, 28), {(SOLAR, 2, 28), (LUNAR, 1, 19)}),
        (date(2024, 2, 29), {(SOLAR, 2, 29), (LUNAR, 1, 20)}),
        (date(2025, 1, 28), {(SOLAR, 1, 28), (LUNAR, 12, 29), (LUNAR, 12, 30)}),
        (date(2024, 2, 9), {(SOLAR, 2, 9), (LUNAR, 12, 30)}),
        (date(2023, 4, 5), {(SOLAR, 4, 5)}),
    ],
)
def test_whose_day_it_is(day: date, keys: set[tuple[str, int, int]]) -> None:
    """5 April 2023 is the 15th of the leap second month: nobody's lunar birthday."""
    assert set(keys_on(day)) == keys


@pytest.mark.parametrize("calendar", [SOLAR, LUNAR])
def test_every_birthday_comes_once_in_each_year(calendar: str) -> None:
    """Over three years, every possible birthday is found as often as it falls."""
    first, last = date(2023, 1, 22), date(2026, 2, 16)
    found: dict[tuple[str, int, int], int] = {}
    day = first
    while day <= last:
        for key in keys_on(day):
            found[key] = found.get(key, 0) + 1
        day += timedelta(days=1)
    for month in range(1, 13):
        for number in (1, 15, 28, 29, 30):
            if calendar == SOLAR and (month, number) in {(2, 29), (2, 30)}:
                continue
            birthday = Birthday(calendar, month, number)
            falls = [birthday_falls_on(birthday, year) for year in range(2022, 2027)]
            expected = sum(first <= day <= last for day in falls)
            assert found[calendar, month, number] == expected
            assert expected >= 3


def test_the_next_birthday_may_be_today_or_of_the_old_lunar_year() -> None:
    assert next_after(Birthday(SOLAR, 3, 10), date(2026, 3, 10)) == date(2026, 3, 10)
    assert next_after(Birthday(SOLAR, 3, 9), date(2026, 3, 10)) == date(2027, 3, 9)
    assert next_after(Birthday(LUNAR, 12, 30), date(2025, 1, 20)) == date(2025, 1, 28)


@pytest.mark.parametrize(
    ("written", "month", "day", "year"),
    [
        ("1990-08-15", 8, 15, 1990),
        ("1990/8/5", 8, 5, 1990),
        ("1990.8.5", 8, 5, 1990),
        ("19900815", 8, 15, 1990),
        ("1990年8月15日", 8, 15, 1990),
        (" 8月15号 ", 8, 15, None),
        ("闰8月15", 8, 15, None),
        ("02-29", 2, 29, None),
    ],
)
def test_a_written_birthday_is_read(written: str, month: int, day: int, year: int | None) -> None:
    found = parse(written, now=NOON, timezone=SHANGHAI)

    assert (found.month, found.day, found.year) == (month, day, year)


@pytest.mark.parametrize(
    ("written", "calendar", "field"),
    [
        ("", SOLAR, "birthday"),
        (19900815, SOLAR, "birthday"),
        ("yesterday", SOLAR, "birthday"),
        ("1990-13-01", SOLAR, "birthday"),
        ("1990-02-30", SOLAR, "birthday"),
        ("1990-02-29", SOLAR, "birthday"),
        ("1990-08-31", LUNAR, "birthday"),
        ("1990-00-10", LUNAR, "birthday"),
        ("1789-07-14", SOLAR, "birthday"),
        ("2026-03-11", SOLAR, "birthday"),
        ("2026-02-01", LUNAR, "birthday"),
        ("9999-01-01", LUNAR, "birthday"),
        ("1990-08-15", "julian", "birthday_calendar"),
        ("1" * 10_000_000, SOLAR, "birthday"),
    ],
)
def test_no_such_birthday(written: object, calendar: str, field: str) -> None:
    with pytest.raises(FieldError) as refused:
        parse(written, calendar, now=NOON, timezone=SHANGHAI)
    assert refused.value.field == field


def test_a_lunar_thirtieth_is_allowed_whatever_the_year() -> None:
    born = Birthday(LUNAR, 12, 30, 2024)

    assert checked(born, now=NOON, timezone=SHANGHAI) == born
