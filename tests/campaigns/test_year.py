"""Every due birthday is greeted once, by the sun and by the moon; caps and quiet hours hold."""

import faulthandler
import random
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.campaigns.year import Birthday, Shop, broken_caps, days_kept, quiet, span

SPECIAL: tuple[Birthday, ...] = (
    ("solar", 2, 28),
    ("solar", 2, 29),
    ("solar", 3, 1),
    ("lunar", 12, 29),
    ("lunar", 12, 30),
    ("lunar", 1, 1),
    ("lunar", 6, 1),
    ("lunar", 6, 15),
    ("lunar", 6, 29),
    ("lunar", 6, 30),
    ("lunar", 7, 1),
)
NEW_YEAR_2026 = span(date(2026, 2, 14), date(2026, 3, 1))
LEAP_MONTH_2025 = span(date(2025, 7, 22), date(2025, 8, 24))
YEAR_OF_THE_LEAP_MONTH = span(date(2025, 3, 1), date(2026, 2, 28))


@pytest.fixture
def url(migrated_sqlite: Path, tmp_path: Path) -> str:
    copy = tmp_path / "year.sqlite3"
    shutil.copy(migrated_sqlite, copy)
    return f"sqlite:///{copy}"


def some(count: int, days: Sequence[date]) -> list[Birthday]:
    """The special birthdays, and others that mostly fall into these days."""
    chance = random.Random(7)
    months = sorted({day.month for day in days})
    others: list[Birthday] = []
    while len(others) + len(SPECIAL) < count:
        calendar = chance.choice(("solar", "lunar"))
        month = chance.choice(months) if calendar == "solar" else chance.randint(1, 12)
        others.append((calendar, month, chance.randint(1, 28 if calendar == "solar" else 30)))
    return [*SPECIAL, *others]


def live(url: str, days: Sequence[date], members: int, hours: Sequence[int]) -> None:
    shop = Shop(url, days[0], some(members, days))
    try:
        for day in days:
            shop.live(day, hours)
        judge(shop, days)
    finally:
        shop.close()


def judge(shop: Shop, days: Sequence[date]) -> None:
    got = shop.phones.got
    assert [one for one in got if quiet(one[2])] == []
    assert broken_caps(got) == []
    greeted, kept_back = shop.greetings(), shop.birthdays_kept_back()
    expected = {one: days_kept(birthday, days) for one, birthday in shop.members.items()}
    wrong = {
        one: (shop.members[one], expected[one], greeted[one])
        for one in shop.members
        if expected[one] != greeted[one] and one not in kept_back
    }
    assert wrong == {}
    assert len(kept_back) <= len(shop.members) // 50
    assert sum(map(len, greeted.values())) > len(shop.members) // 12
    assert len({text for _, text, _ in got}) > len(SPECIAL)


def test_days_around_the_spring_festival_and_the_end_of_february(url: str) -> None:
    live(url, NEW_YEAR_2026, 60, (9, 10, 11, 22))


def test_a_leap_month(url: str) -> None:
    live(url, LEAP_MONTH_2025, 60, (9, 10, 11, 22))


@pytest.fixture
def patience() -> None:
    """A year takes longer than what the house gives a test that hangs."""
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.trial
@pytest.mark.usefixtures("patience")
def test_a_year_of_two_thousand_members(url: str) -> None:
    live(
        url, YEAR_OF_THE_LEAP_MONTH, 2000, (0, 3, 6, 8, 9, 10, 11, 13, 15, 17, 19, 20, 21, 22, 23)
    )


@pytest.mark.trial
def test_a_leap_year(url: str) -> None:
    live(url, span(date(2028, 1, 1), date(2028, 3, 31)), 400, (3, 9, 10, 14, 20, 22))
