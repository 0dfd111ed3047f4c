"""The points ledger: each rule, and each bug a peer has had."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from membership import merging, points, rules
from membership.errors import (
    FieldError,
    HoldNotActiveError,
    InsufficientPointsError,
    KeyReusedError,
    NotFoundError,
)
from membership.points.lot_repository import lots
from membership.points.repository import accounts
from store import driver
from store.transactions import Store
from tests.membership.factories import DAY, NOON, SHANGHAI, make_member

NEW_YORK = ZoneInfo("America/New_York")


def _balance(db: object, member: int, now: datetime = NOON) -> int:
    return points.summary(db, member, now=now).balance  # type: ignore[arg-type]


def test_points_expire_at_the_end_of_the_next_calendar_year_of_the_shop(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        new_year_in_shanghai = datetime(2026, 12, 31, 16, tzinfo=UTC)
        points.earn(
            session, member, 10, source="t", key="a", now=new_year_in_shanghai, timezone=SHANGHAI
        )
        found = points.summary(session, member, now=new_year_in_shanghai)

    assert found.next_expiry_points == 10
    assert found.next_expiry_at == datetime(2028, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "earned", "ends"),
    [
        (
            SHANGHAI,
            datetime(2026, 3, 9, 15, 59, tzinfo=UTC),
            datetime(2026, 3, 10, 16, tzinfo=UTC),
        ),
        (SHANGHAI, datetime(2026, 3, 9, 16, 0, tzinfo=UTC), datetime(2026, 3, 11, 16, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 3, 8, 4, 59, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 3, 8, 5, 0, tzinfo=UTC), datetime(2026, 3, 10, 4, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 11, 1, 3, 59, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 11, 1, 4, 0, tzinfo=UTC), datetime(2026, 11, 3, 5, tzinfo=UTC)),
    ],
)
def test_points_end_at_the_shops_midnight_though_clocks_change(
    store: Store, zone: ZoneInfo, earned: datetime, ends: datetime
) -> None:
    last = ends - timedelta(microseconds=1)
    with store.session() as session:
        member = make_member(session)
        document = {"expiry": {"policy": "days", "count": 1}}
        rules.save(session, document, actor="staff:1", now=earned - DAY)
        points.earn(session, member, 10, source="t", key="a", now=earned, timezone=zone)

        assert points.expire(session, now=last) == 0
        points.spend(session, member, 4, source="t", key="s", now=last)
        (month,) = points.liability(session, now=last, timezone=zone).months
        assert (month.month, month.points) == (last.astimezone(zone).date().replace(day=1), 6)
        with pytest.raises(InsufficientPointsError):
            points.spend(session, member, 1, source="t", key="u", now=ends)
        assert points.liability(session, now=ends, timezone=zone).outstanding == 0
        points.expire(session, now=ends)
        assert (_balance(session, member, ends), points.check(session)) == (0, [])


def test_the_soonest_to_expire_is_spent_first_and_what_never_expires_last(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        for key, ends in (("never", None), ("late", NOON + 9 * DAY), ("soon", NOON + DAY)):
            points.earn(session, member, 10, source="t", key=key, now=NOON, expires_at=ends)
        points.spend(session, member, 15, source="t", key="s", now=NOON)
        left = {
            row.expires_at: row.remaining
            for row in session.execute(lots.select().where(lots.c.open))
        }

    assert left == {NOON + 9 * DAY: 5, None: 10}


def test_expired_points_are_not_spent_though_no_sweep_has_run(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 50, source="t", key="a", now=NOON, expires_at=NOON + DAY)
        with pytest.raises(InsufficientPointsError) as refused:
            points.spend(session, member, 1, source="t", key="s", now=NOON + DAY)

        assert refused.value.available == 0
        assert _balance(session, member, NOON + DAY) == 0
        assert points.summary(session, member, now=NOON + DAY).next_expiry_at is None


def test_the_same_key_earns_once_and_another_meaning_is_refused(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        first = points.earn(session, member, 10, source="t", key="a", now=NOON)
        again = points.earn(session, member, 10, source="t", key="a", now=NOON + DAY)
        other = points.earn(session, member, 10, source="u", key="a", now=NOON)
        with pytest.raises(KeyReusedError):
            points.earn(session, member, 11, source="t", key="a", now=NOON)

        assert first == again
        assert other.id != first.id
        assert _balance(session, member) == 20


def test_a_key_that_stands_for_another_members_points_is_refused(store: Store) -> None:
    """Somebody else's spend is not theirs: a till would hand the goods over for nothing."""
    with store.session() as session:
        one, other = make_member(session), make_member(session)
        for member in (one, other):
            points.earn(session, member, 10, source="t", key=f"m{member}", now=NOON)
        points.spend(session, one, 10, source="till", key="1", now=NOON)
        with pytest.raises(KeyReusedError):
            points.spend(session, other, 10, source="till", key="1", now=NOON)
        with pytest.raises(KeyReusedError):
            points.earn(session, other, 10, source="t", key=f"m{one}", now=NOON)
        until = NOON + DAY
        points.hold(session, other, 5, source="till", key="2", until=until, now=NOON)
        points.earn(session, one, 9, source="t", key="more", now=NOON)
        with pytest.raises(KeyReusedError):
            points.hold(session, one, 5, source="till", key="2", until=until, now=NOON)
        assert (_balance(session, one), _balance(session, other)) == (9, 10)


def test_a_key_goes_on_standing_for_points_of_who_was_merged(store: Store) -> None:
    with store.session() as session:
        kept, gone = make_member(session), make_member(session)
        points.earn(session, gone, 10, source="t", key="a", now=NOON)
        first = points.spend(session, gone, 10, source="till", key="1", now=NOON)
        merging.merge(session, kept_id=kept, gone_id=gone, actor="t", now=NOON)
        for member in (gone, kept):
            again = points.spend(session, member, 10, source="till", key="1", now=NOON)
            assert again == first


def test_refunded_points_return_to_their_lot_with_its_own_expiry(store: Store) -> None:
    """A peer makes refunded points immortal."""
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 30, source="t", key="a", now=NOON, expires_at=NOON + 5 * DAY)
        spent = points.spend(session, member, 30, source="t", key="s", now=NOON)
        points.restore(session, spent.id, source="t", key="r", now=NOON + DAY)

        found = points.summary(session, member, now=NOON + DAY)
        assert (found.balance, found.next_expiry_at) == (30, NOON + 5 * DAY)
        assert _balance(session, member, NOON + 5 * DAY) == 0


def test_points_whose_lot_has_expired_return_expired(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 30, source="t", key="a", now=NOON, expires_at=NOON + DAY)
        spent = points.spend(session, member, 30, source="t", key="s", now=NOON)
        later = NOON + 2 * DAY
        points.restore(session, spent.id, source="t", key="r", now=later)

        assert points.summary(session, member, now=later).available == 0
        assert points.expire(session, now=later) == 1
        assert points.check(session) == []


def test_a_spend_is_restored_in_parts_but_never_more_than_whole(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 30, source="t", key="a", now=NOON)
        spent = points.spend(session, member, 30, source="t", key="s", now=NOON)
        points.restore(session, spent.id, 20, source="t", key="r1", now=NOON)
        again = points.restore(session, spent.id, 20, source="t", key="r1", now=NOON)
        with pytest.raises(FieldError) as refused:
            points.restore(session, spent.id, 11, source="t", key="r2", now=NOON)

        assert again.points == 20
        assert (refused.value.field, refused.value.limit) == ("points", 10)
        assert _balance(session, member) == 20


def test_a_claw_back_of_spent_points_is_owed_and_paid_by_what_comes(store: Store) -> None:
    """A peer keeps earned points after a refund at the till."""
    with store.session() as session:
        member = make_member(session)
        earned = points.earn(session, member, 100, source="t", key="a", now=NOON)
        points.spend(session, member, 80, source="t", key="s", now=NOON)
        points.claw_back(session, earned.id, 100, source="t", key="c", now=NOON)
        owed = points.summary(session, member, now=NOON)
        points.earn(session, member, 100, source="t", key="b", now=NOON)
        paid = points.summary(session, member, now=NOON)

        assert (owed.balance, owed.available) == (-80, 0)
        assert (paid.balance, paid.available) == (20, 20)
        assert points.check(session) == []


@pytest.mark.parametrize(
    ("debt", "balance", "forgiven"),
    [({"policy": "forgive"}, 0, 80), ({"policy": "allow", "limit": 30}, -30, 50)],
)
def test_the_debt_policy_decides_what_is_owed(
    store: Store, debt: dict[str, object], balance: int, forgiven: int
) -> None:
    with store.session() as session:
        rules.save(session, {"debt": debt}, actor="staff:1", now=NOON)
        member = make_member(session)
        earned = points.earn(session, member, 100, source="t", key="a", now=NOON)
        points.spend(session, member, 80, source="t", key="s", now=NOON)
        entry = points.claw_back(session, earned.id, 100, source="t", key="c", now=NOON)

        assert entry.rule["forgiven"] == forgiven
        assert _balance(session, member) == balance


def test_what_expired_is_not_clawed_back_a_second_time(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        earned = points.earn(
            session, member, 100, source="t", key="a", now=NOON, expires_at=NOON + DAY
        )
        points.spend(session, member, 30, source="t", key="s", now=NOON)
        points.expire(session, now=NOON + DAY)
        points.claw_back(session, earned.id, 100, source="t", key="c", now=NOON + DAY)

        assert _balance(session, member, NOON + DAY) == -30


def test_held_points_are_neither_spent_nor_expired(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 50, source="t", key="a", now=NOON, expires_at=NOON + DAY)
        hold = points.hold(
            session, member, 40, source="t", key="h", until=NOON + 3 * DAY, now=NOON
        )
        with pytest.raises(InsufficientPointsError):
            points.spend(session, member, 11, source="t", key="s", now=NOON)
        points.expire(session, now=NOON + 2 * DAY)
        entry = points.confirm(session, hold.id, now=NOON + 2 * DAY)

        assert entry.points == -40
        assert points.confirm(session, hold.id, now=NOON + 9 * DAY) == entry
        assert _balance(session, member, NOON + 2 * DAY) == 0
        assert points.check(session) == []


def test_a_hold_ends_by_its_time_out(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 50, source="t", key="a", now=NOON)
        hold = points.hold(session, member, 40, source="t", key="h", until=NOON + DAY, now=NOON)
        with pytest.raises(HoldNotActiveError) as late:
            points.confirm(session, hold.id, now=NOON + DAY)
        assert points.release_overdue(session, now=NOON + DAY) == 1
        assert points.release(session, hold.id, now=NOON + DAY).state == "released"

        assert late.value.state == "overdue"
        assert points.summary(session, member, now=NOON).available == 50


def test_a_confirmed_hold_is_not_released(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 50, source="t", key="a", now=NOON)
        hold = points.hold(session, member, 40, source="t", key="h", until=NOON + DAY, now=NOON)
        points.confirm(session, hold.id, now=NOON)
        with pytest.raises(HoldNotActiveError):
            points.release(session, hold.id, now=NOON)


def test_a_negative_adjustment_makes_no_debt(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.adjust(session, member, 5, key="1", reason="sorry", actor="staff:1", now=NOON)
        with pytest.raises(InsufficientPointsError):
            points.adjust(session, member, -6, key="2", reason="error", actor="staff:1", now=NOON)
        points.adjust(session, member, -5, key="3", reason="error", actor="staff:1", now=NOON)

        assert _balance(session, member) == 0
        assert [entry.actor for entry in points.recent(session, member)] == ["staff:1"] * 2


def test_a_summary_is_one_statement(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        for day in range(5):
            points.earn(
                session,
                member,
                10,
                source="t",
                key=f"{day}",
                now=NOON,
                expires_at=NOON + (day + 1) * DAY,
            )
        with patch.object(driver, "execute", wraps=driver.execute) as executed:
            found = points.summary(session, member, now=NOON + DAY)

    assert executed.call_count == 1
    assert found == points.Summary(40, 0, 40, 10, NOON + 2 * DAY)


def test_points_that_have_not_begun_cannot_be_spent(store: Store) -> None:
    with store.session() as session:
        rules.save(session, {"available_after_days": 7}, actor="staff:1", now=NOON)
        member = make_member(session)
        points.earn(session, member, 10, source="t", key="a", now=NOON)
        early = points.summary(session, member, now=NOON)
        with pytest.raises(InsufficientPointsError):
            points.spend(session, member, 1, source="t", key="s", now=NOON)
        points.spend(session, member, 1, source="t", key="s", now=NOON + 7 * DAY)

    assert (early.balance, early.available) == (10, 0)


def test_the_proof_names_what_differs(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 10, source="t", key="a", now=NOON)
        lot = session.execute(lots.select()).one().id
        session.execute(accounts.update().values(balance=accounts.c.balance + 1))
        session.execute(lots.update().values(remaining=9))
        found = {(one.what, one.key): (one.cached, one.counted) for one in points.check(session)}

    assert found == {
        ("balance.entries", member): (11, 10),
        ("balance.lots", member): (11, 9),
        ("lot.remaining", lot): (9, 10),
        ("total.entries", 0): (11, 10),
        ("total.lots", 0): (11, 9),
    }


def test_the_liability_report_counts_by_month_and_expects_breakage(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        for key, number, ends in (
            ("gone", 100, NOON + DAY),
            ("may", 40, datetime(2026, 5, 31, 16, tzinfo=UTC)),
            ("never", 7, None),
        ):
            points.earn(session, member, number, source="t", key=key, now=NOON, expires_at=ends)
        points.spend(session, member, 75, source="t", key="s", now=NOON)
        points.expire(session, now=NOON + DAY)
        report = points.liability(session, now=NOON + DAY, timezone=SHANGHAI)

    assert report.outstanding == 47
    assert report.breakage_rate == 0.25
    assert [(month.month and month.month.month, month.points) for month in report.months] == [
        (5, 40),
        (None, 7),
    ]
    assert report.expected_breakage == 10


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"points": 0}, "points"),
        ({"points": -5}, "points"),
        ({"points": 10**12}, "points"),
        ({"points": "5"}, "points"),
        ({"points": 1.5}, "points"),
        ({"points": True}, "points"),
        ({"source": ""}, "source"),
        ({"key": "k" * 161}, "key"),
        ({"key": None}, "key"),
        ({"occurred_at": datetime(1890, 1, 1, tzinfo=UTC)}, "occurred_at"),
        ({"occurred_at": NOON + timedelta(days=400)}, "occurred_at"),
        ({"occurred_at": datetime(2026, 1, 1)}, "occurred_at"),  # noqa: DTZ001
        ({"expires_at": datetime(9999, 1, 1, tzinfo=UTC)}, "expires_at"),
    ],
)
def test_bad_input_names_its_field(store: Store, values: dict[str, object], field: str) -> None:
    given = {"points": 5, "source": "t", "key": "a", "now": NOON, **values}
    number = given.pop("points")
    with store.session() as session:
        member = make_member(session)
        with pytest.raises(FieldError) as refused:
            points.earn(session, member, number, **given)  # type: ignore[arg-type]

        assert refused.value.field == field
        assert points.recent(session, member) == []


def test_nobody_has_no_account(store: Store) -> None:
    with store.session() as session:
        with pytest.raises(NotFoundError):
            points.earn(session, 999, 5, source="t", key="a", now=NOON)
        assert points.summary(session, 999, now=NOON).balance == 0
