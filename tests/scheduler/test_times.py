"""When jobs are due, across the hours that come twice or not at all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import times

NEW_YORK, SHANGHAI = ZoneInfo("America/New_York"), ZoneInfo("Asia/Shanghai")


def walls(line: str, zone: ZoneInfo, first: datetime, last: datetime) -> list[str]:
    """What the wall clock shows at each run between two instants."""
    shown, instant = [], first
    while (instant := times.following(line, zone, instant)) <= last:
        shown.append(f"{instant.astimezone(zone):%m-%d %H:%M%z}")
    return shown


def test_an_hour_that_comes_twice_has_one_run() -> None:
    first = datetime(2026, 10, 31, 12, tzinfo=UTC)
    assert walls("30 1 * * *", NEW_YORK, first, first + timedelta(days=2)) == [
        "11-01 01:30-0400",
        "11-02 01:30-0500",
    ]


def test_an_hour_that_does_not_come_has_one_run_all_the_same() -> None:
    first = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert walls("30 2 * * *", NEW_YORK, first, first + timedelta(days=2)) == [
        "03-08 03:30-0400",
        "03-09 02:30-0400",
    ]


def test_a_line_for_every_hour_goes_on_through_both() -> None:
    autumn = datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert walls("30 * * * *", NEW_YORK, autumn, autumn + timedelta(hours=3)) == [
        "11-01 00:30-0400",
        "11-01 01:30-0400",
        "11-01 01:30-0500",
    ]
    spring = datetime(2026, 3, 8, 6, tzinfo=UTC)
    assert walls("30 * * * *", NEW_YORK, spring, spring + timedelta(hours=2)) == [
        "03-08 01:30-0500",
        "03-08 03:30-0400",
    ]


def test_weekdays_are_those_of_cron() -> None:
    monday = datetime(2026, 3, 9, tzinfo=UTC)
    for line, day in (("0 3 * * 1", 0), ("0 3 * * 7", 6), ("0 3 * * 0", 6), ("0 3 * * fri", 4)):
        found = times.following(line, SHANGHAI, monday - timedelta(days=1))
        assert found.astimezone(SHANGHAI).weekday() == day, line


def test_days_of_work_are_a_range() -> None:
    first = datetime(2026, 3, 8, 16, tzinfo=UTC)
    shown = walls("0 9 * * 1-5", SHANGHAI, first, first + timedelta(days=7))
    assert [day[:5] for day in shown] == ["03-09", "03-10", "03-11", "03-12", "03-13"]


def test_a_day_that_never_comes_is_no_endless_search() -> None:
    assert times.following("0 9 30 2 *", SHANGHAI, datetime(2026, 1, 1, tzinfo=UTC)) == times.NEVER


@pytest.mark.parametrize("line", ["x 9 * * *", "0 25 * * *", "0 9 * *"])
def test_a_wrong_line_is_told(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the library's
        times.following(line, SHANGHAI, datetime(2026, 1, 1, tzinfo=UTC))


LINES = ("30 1 * * *", "30 2 * * *", "0 9 * * 1", "*/10 * * * *", "15 0 1 * *", "0 */2 * * *")


@settings(max_examples=60)
@given(
    line=st.sampled_from(LINES),
    zone=st.sampled_from((NEW_YORK, SHANGHAI, ZoneInfo("Australia/Lord_Howe"))),
    start=st.timedeltas(timedelta(0), timedelta(days=364)),
)
def test_runs_follow_each_other_and_the_last_is_found(
    line: str, zone: ZoneInfo, start: timedelta
) -> None:
    after = datetime(2026, 1, 1, tzinfo=UTC) + start
    first = times.following(line, zone, after)
    second = times.following(line, zone, first)
    assert after < first < second
    assert times.latest(line, zone, after, first - timedelta(microseconds=1)) is None
    assert times.latest(line, zone, after, first) == first
    assert times.latest(line, zone, after, second) == second


def test_intervals_are_counted_from_1970() -> None:
    now = datetime(2026, 3, 8, 6, 0, 7, tzinfo=UTC)
    assert times.following(timedelta(seconds=20), NEW_YORK, now).second == 20
    assert times.latest(timedelta(seconds=20), NEW_YORK, now - timedelta(days=9), now) == (
        now.replace(second=0)
    )
    assert times.latest(timedelta(seconds=20), NEW_YORK, now.replace(second=0), now) is None
