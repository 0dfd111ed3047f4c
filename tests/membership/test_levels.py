"""Levels rise at once, fall one step at the end of the period, and keep their reasons."""

from datetime import UTC, datetime, timedelta

import pytest

from membership import levels, timeline
from membership.errors import FieldError, NotFoundError
from store.statements import Db
from store.transactions import Store
from tests.membership.factories import DAY, NOON, SHANGHAI, make_member

YEAR = 366 * DAY
SECOND = timedelta(seconds=1)


def _grow(db: Db, member: int, growth: int, key: str, now: datetime = NOON) -> str | None:
    raised = levels.add_growth(
        db, member, growth, kind="earn", source="t", key=key, now=now, timezone=SHANGHAI
    )
    return raised.code if raised else None


def _level(db: Db, member: int) -> str | None:
    level = levels.standing(db, member).level
    return level.code if level else None


def _kinds(db: Db, member: int) -> list[str]:
    return [event.kind for event in timeline.of_member(db, member)][::-1]


def test_a_level_rises_at_once_even_two_at_a_time(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        assert _grow(session, member, 999, "a") is None
        assert _grow(session, member, 1, "b") == "silver"
        assert _grow(session, member, 19_000, "c") == "black"
        assert _grow(session, member, 19_000, "c") is None

        assert levels.standing(session, member).growth == 20_000
        assert _kinds(session, member) == ["joined", "level_up", "level_up"]
        reason = timeline.of_member(session, member)[0].detail
        assert (reason["from"], reason["to"], reason["key"]) == ("silver", "black", "c")


def test_growth_taken_back_lowers_no_level_before_the_period_ends(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _grow(session, member, 5_000, "a")
        _grow(session, member, -5_000, "b")

        assert _level(session, member) == "gold"
        assert levels.standing(session, member).growth == 0


def test_a_level_falls_by_one_at_the_end_of_its_period(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _grow(session, member, 20_000, "a")
        assert levels.end_periods(session, now=NOON + 360 * DAY) == []
        changes = levels.end_periods(session, now=NOON + YEAR, timezone=SHANGHAI)
        assert levels.end_periods(session, now=NOON + YEAR) == []

        assert [(one.was, one.became, one.keep_line) for one in changes] == [
            ("black", "gold", 10_000)
        ]
        assert _kinds(session, member)[-1] == "level_down"
        assert levels.standing(session, member).growth == 20_000


def test_after_a_fall_the_distance_is_to_be_earned_again(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _grow(session, member, 5_000, "a")
        levels.end_periods(session, now=NOON + YEAR, timezone=SHANGHAI)
        later = NOON + YEAR + DAY

        assert _level(session, member) == "silver"
        assert levels.standing(session, member).missing == 4_000
        assert _grow(session, member, 3_999, "b", later) is None
        assert _grow(session, member, 1, "c", later) == "gold"


@pytest.mark.parametrize(
    ("bought", "after", "missing"), [(500, "silver", 3_500), (4_000, "gold", 15_000)]
)
def test_what_is_bought_before_the_nightly_look_counts_after_the_fall(
    store: Store, bought: int, after: str, missing: int
) -> None:
    with store.session() as session:
        member = make_member(session)
        _grow(session, member, 5_000, "a")
        until = levels.standing(session, member).until
        assert until is not None
        _grow(session, member, bought, "b", until + timedelta(hours=1))
        swept = until + timedelta(hours=9)
        (change,) = levels.end_periods(session, now=swept, timezone=SHANGHAI)

        assert (change.was, change.became, change.grown) == ("gold", "silver", 0)
        standing = levels.standing(session, member)
        assert (_level(session, member), standing.missing) == (after, missing)
        assert levels.end_periods(session, now=swept, timezone=SHANGHAI) == []
        if after == "gold":
            assert _kinds(session, member)[-2:] == ["level_down", "level_up"]
            assert standing.until is not None
            assert standing.until > swept + 360 * DAY


def test_who_joined_on_a_leap_day_keeps_whole_years(store: Store) -> None:
    """29 February 2028 in Shanghai; no year is cut short or counted twice."""
    with store.session() as session:
        began = datetime(2028, 2, 28, 17, tzinfo=UTC)
        member = make_member(session, now=began)
        _grow(session, member, 1_000, "a", began)
        ends = []
        for year in range(5):
            until = levels.standing(session, member).until
            assert until is not None
            ends.append(until.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"))
            _grow(session, member, 500, f"b{year}", until)
            assert levels.end_periods(session, now=until - SECOND, timezone=SHANGHAI) == []
            (change,) = levels.end_periods(session, now=until, timezone=SHANGHAI)
            assert (change.became, change.grown) == ("silver", 500)

    assert ends == [f"{year}-02-28 00:00" for year in range(2029, 2034)]


def test_the_keep_level_line_keeps_it(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _grow(session, member, 5_000, "a")
        assert levels.standing(session, member).keep_missing == 2_500
        _grow(session, member, 2_499, "b", NOON + DAY)
        assert levels.standing(session, member).keep_missing == 1
        _grow(session, member, 1, "c", NOON + 300 * DAY)
        changes = levels.end_periods(session, now=NOON + YEAR, timezone=SHANGHAI)

        assert [(one.was, one.became) for one in changes] == [("gold", "gold")]
        assert _kinds(session, member)[-1] == "level_kept"
        assert levels.standing(session, member).keep_missing == 2_500


def test_a_notice_comes_thirty_days_ahead_and_once(store: Store) -> None:
    with store.session() as session:
        short, safe = make_member(session), make_member(session)
        for member in (short, safe):
            _grow(session, member, 5_000, f"a{member}")
        _grow(session, short, 1_000, "b", NOON + DAY)
        _grow(session, safe, 2_500, "c", NOON + DAY)
        until = levels.standing(session, short).until
        assert until is not None

        assert levels.notices_due(session, now=until - 31 * DAY) is None
        notices = levels.notices_due(session, now=until - 30 * DAY)
        assert notices == [levels.KeepNotice(short, "gold", until, 1_500)]
        assert levels.notices_due(session, now=until - 29 * DAY) is None
        assert _kinds(session, short)[-1] == "level_notice"


def test_the_lowest_level_has_no_end(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        standing = levels.standing(session, member)

        assert (standing.until, standing.keep_missing) == (None, 0)
        assert standing.next_level is not None
        assert (standing.next_level.code, standing.missing) == ("silver", 1_000)
        with pytest.raises(NotFoundError):
            levels.standing(session, 999_999)


def test_an_archived_level_is_kept_by_who_has_it_and_reached_by_nobody(store: Store) -> None:
    document = [
        {"code": "member", "name": "普通会员", "line": 0},
        {"code": "silver", "name": "银卡", "line": 500},
    ]
    with store.session() as session:
        member, other = make_member(session), make_member(session)
        _grow(session, member, 5_000, "a")
        levels.save(session, document, actor="staff:1", now=NOON)
        raised = _grow(session, other, 9_000, "b")

        assert _level(session, member) == "gold"
        assert raised == "silver"
        assert [level.code for level in levels.load(session).active] == ["member", "silver"]


def _row(**values: object) -> dict[str, object]:
    return {"code": "member", "name": "普通会员", "line": 0, **values}


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([], "levels"),
        ("none", "levels"),
        ([_row(line=5)], "levels[0].line"),
        ([_row(line="0")], "levels[0].line"),
        ([_row(name="")], "levels[0].name"),
        ([_row(colour="red")], "levels[0].colour"),
        ([_row(), _row(code="b", line=0)], "levels[1].line"),
        ([_row(), _row(line=10)], "levels[1].code"),
        ([_row(percent=-1)], "levels[0].percent"),
        ([_row(period_months=0)], "levels[0].period_months"),
        ([_row(benefits=[{"title": "x"}, {"text": "y"}])], "levels[0].benefits[1].title"),
    ],
)
def test_a_wrong_level_names_its_field(store: Store, document: object, field: str) -> None:
    with store.session() as session:
        with pytest.raises(FieldError) as refused:
            levels.save(session, document, actor="staff:1", now=NOON)

        assert refused.value.field == field
        assert len(levels.load(session).active) == 4
