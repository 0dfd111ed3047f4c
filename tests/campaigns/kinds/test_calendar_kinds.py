"""Birthdays, anniversaries, festivals and regular days: who is due on which day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.kinds.birthday import year_kept
from campaigns.kinds.festival import FESTIVALS, Options, kept_on
from membership.birthdays import keys_on
from tests.campaigns.people import MORNING, campaign, member, plan, rows, sent


def shop(year: int, month: int, day: int) -> datetime:
    """Ten o'clock in the shop."""
    return datetime(year, month, day, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("birthday", "kept", "key"),
    [
        (("solar", 2, 29), (2026, 2, 28), "2026"),
        (("solar", 2, 29), (2028, 2, 29), "2028"),
        (("lunar", 12, 30), (2026, 2, 16), "2025"),
        (("lunar", 12, 8), (2026, 1, 26), "2025"),
        (("lunar", 1, 1), (2026, 2, 17), "2026"),
        (("lunar", 6, 15), (2025, 7, 9), "2025"),
    ],
    ids=["29 Feb common", "29 Feb leap", "no 30th of 腊月", "腊月 in January", "春节", "闰六月"],
)
def test_a_birthday_is_kept_on_one_day_of_its_year(
    session: Session, birthday: tuple[str, int, int], kept: tuple[int, int, int], key: str
) -> None:
    view = campaign(session, "birthday")
    chosen = member(session, birthday=birthday)

    plan(session, view, shop(*kept))

    assert [(row.member_id, row.occasion) for row in rows(session)] == [(chosen, key)]


def test_the_leap_month_has_no_birthdays_of_its_own(session: Session) -> None:
    """2025 has a 闰六月: its fifteenth is 8 August."""
    view = campaign(session, "birthday")
    member(session, birthday=("lunar", 6, 15))

    plan(session, view, shop(2025, 8, 8))

    assert rows(session) == []


def test_an_anniversary_counts_the_years(session: Session) -> None:
    steps = [{"text": "{{years}} 周年"}]
    view = campaign(session, "anniversary", steps=steps)
    two = member(session, joined_at=shop(2024, 6, 10))
    one = member(session, joined_at=datetime(2025, 6, 9, 16, 30, tzinfo=UTC))
    member(session, joined_at=shop(2025, 6, 11))
    member(session, joined_at=shop(2026, 6, 10))

    plan(session, view, MORNING)

    assert sorted(sent(session)) == [(two, "2 周年"), (one, "1 周年")]


def test_who_joined_on_29_february_is_greeted_on_the_28th(session: Session) -> None:
    view = campaign(session, "anniversary")
    chosen = member(session, joined_at=shop(2024, 2, 29))

    plan(session, view, shop(2026, 2, 28))

    assert [one for one, _ in sent(session)] == [chosen]


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("spring", date(2026, 2, 17)),
        ("lantern", date(2026, 3, 3)),
        ("dragon_boat", date(2026, 6, 19)),
        ("qixi", date(2026, 8, 19)),
        ("mid_autumn", date(2026, 9, 25)),
        ("double_ninth", date(2026, 10, 18)),
        ("laba", date(2027, 1, 15)),
        ("national", date(2026, 10, 1)),
    ],
)
def test_festivals_fall_where_the_calendar_has_them(key: str, day: date) -> None:
    """Those of the year 2026 by their own calendar; 腊八 of that year is in the next January."""
    assert kept_on(Options((key,), ()), day) == (f"{key}:2026", FESTIVALS[key][0])


def test_a_festival_is_for_the_whole_audience(session: Session) -> None:
    audience = {"conditions": [{"field": "gender", "value": ["female"]}]}
    view = campaign(
        session,
        "festival",
        audience=audience,
        occasion={"festivals": ["women"], "dates": ["2026-06-10"]},
        steps=[{"text": "{{festival}}快乐"}],
    )
    chosen = [member(session, gender="female") for _ in range(5)]
    member(session, gender="male")

    plan(session, view, shop(2026, 3, 8))
    plan(session, view, shop(2026, 3, 9))

    assert sent(session) == [(one, "妇女节快乐") for one in chosen]


@pytest.mark.parametrize(
    ("line", "days"),
    [("* * 3", ["2026-06-10", "2026-06-17"]), ("1,15 * *", ["2026-06-15"])],
)
def test_a_regular_campaign_speaks_on_its_days(
    session: Session, line: str, days: list[str]
) -> None:
    view = campaign(session, "regular", occasion={"cron": line})
    member(session)

    for day in range(8, 20):
        plan(session, view, shop(2026, 6, day))

    assert [row.occasion for row in rows(session)] == days


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2025, 6, 20), date(2025, 8, 25)), (date(2026, 2, 10), date(2026, 3, 2))],
    ids=["闰六月", "春节"],
)
def test_no_birthday_is_due_on_two_days_of_its_year(first: date, last: date) -> None:
    """Around a leap month and the end of the lunar year."""
    seen: set[tuple[Any, ...]] = set()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        found = {(key, year_kept(key, day)) for key in keys_on(day)}
        assert not found & seen
        seen |= found
    assert len(seen) > (last - first).days


def test_a_lunar_festival_kept_twice_in_a_year_of_the_sun_is_two_occasions() -> None:
    """腊八 of 2021 was 10 January 2022, that of 2022 was 30 December 2022."""
    laba = Options(("laba",), ())

    assert kept_on(laba, date(2022, 1, 10)) == ("laba:2021", "腊八节")
    assert kept_on(laba, date(2022, 12, 30)) == ("laba:2022", "腊八节")


def test_every_birthday_is_kept_once_a_year_for_twenty_years() -> None:
    """29 February, the 30th of short months and leap months (2025, 2028, 2031, 2033, …) too."""
    kept: dict[tuple[Any, int], int] = {}
    for number in range((date(2044, 1, 1) - date(2024, 1, 1)).days):
        day = date(2024, 1, 1) + timedelta(days=number)
        for key in keys_on(day):
            occasion = (key, year_kept(key, day))
            kept[occasion] = kept.get(occasion, 0) + 1

    assert set(kept.values()) == {1}
    keys = {key for key, _ in kept}
    assert len(keys) == 366 + 360
    assert all((key, year) in kept for key in keys for year in range(2024, 2043))
