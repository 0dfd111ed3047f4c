"""Quiet hours by the shop's clock, over midnight and over the days when clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from messaging.reach.quiet import is_quiet, next_loud, quiet_until
from messaging.reach.rules import QuietHours
from tests.messaging.reach.people import SHANGHAI

NIGHT = QuietHours(time(21), time(9))
ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
)
YEARS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))
HOURS = st.builds(QuietHours, TIMES, TIMES).filter(lambda one: one.begins != one.ends)
MINUTE = timedelta(minutes=1)


def at(hour: int, minute: int = 0, day: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def test_the_default_night_wraps_midnight() -> None:
    assert quiet_until(NIGHT, at(20, 59), SHANGHAI) is None
    assert quiet_until(NIGHT, at(21), SHANGHAI) == at(9, day=11)
    assert quiet_until(NIGHT, at(0, 30), SHANGHAI) == at(9)
    assert quiet_until(NIGHT, at(8, 59), SHANGHAI) == at(9)
    assert quiet_until(NIGHT, at(9), SHANGHAI) is None


def test_a_siesta_does_not_wrap() -> None:
    siesta = QuietHours(time(12), time(14))
    assert quiet_until(siesta, at(13), SHANGHAI) == at(14)
    assert quiet_until(siesta, at(3), SHANGHAI) is None


def test_service_is_never_kept_back() -> None:
    assert next_loud(NIGHT, "service", at(23), SHANGHAI) == at(23)
    assert next_loud(NIGHT, "marketing", at(23), SHANGHAI) == at(9, day=11)
    assert next_loud(None, "marketing", at(23), SHANGHAI) == at(23)


def test_an_end_shown_twice_is_the_next_one_to_come() -> None:
    berlin, quiet = ZoneInfo("Europe/Berlin"), QuietHours(time(22), time(2, 30))
    again = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert again.astimezone(berlin).time() == time(2, 10)
    assert quiet_until(quiet, again, berlin) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(HOURS, YEARS, ZONES)
def test_they_end_at_an_instant_that_is_not_quiet(
    quiet: QuietHours, instant: datetime, zone: str
) -> None:
    timezone = ZoneInfo(zone)
    until = quiet_until(quiet, instant, timezone)
    assert (until is not None) == is_quiet(quiet, instant, timezone)
    if until is not None:
        assert instant < until <= instant + timedelta(hours=26)
        assert not is_quiet(quiet, until, timezone)


@given(HOURS, YEARS)
def test_all_before_their_end_is_quiet_where_clocks_do_not_change(
    quiet: QuietHours, instant: datetime
) -> None:
    until = quiet_until(quiet, instant, SHANGHAI)
    if until is not None:
        moments = (instant + MINUTE * step for step in range(0, 24 * 60, 7))
        assert all(is_quiet(quiet, one, SHANGHAI) for one in moments if one < until)


@given(HOURS, YEARS)
def test_the_quiet_part_of_a_day_is_what_the_ends_say(
    quiet: QuietHours, instant: datetime
) -> None:
    minutes = sum(is_quiet(quiet, instant + MINUTE * one, SHANGHAI) for one in range(24 * 60))
    begins = quiet.begins.hour * 60 + quiet.begins.minute
    ends = quiet.ends.hour * 60 + quiet.ends.minute
    assert minutes == (ends - begins) % (24 * 60)
