"""Orders in: twice, out of order, refunded in parts, cancelled, and wrong."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from membership import levels, merging, orders, points, rules
from membership.errors import FieldError, InsufficientPointsError, NotFoundError
from membership.order_values import OrderIn, OrderLine, Posted
from membership.points.lot_repository import lots
from store.statements import Db
from store.transactions import Store
from tests.membership.factories import DAY, NOON, SHANGHAI, make_member

_runs = itertools.count()


def _post(db: Db, external_id: str, now: datetime = NOON, **values: Any) -> Posted:
    return orders.post(db, OrderIn(external_id, **values), now=now, timezone=SHANGHAI)


def _points(db: Db, member: int, now: datetime = NOON) -> int:
    return points.summary(db, member, now=now).balance


def _growth(db: Db, member: int) -> int:
    return levels.standing(db, member).growth


def test_a_whole_yuan_paid_is_a_point_and_a_growth_value(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        posted = _post(session, "A1", member_id=member, amount=12_399, paid_at=NOON)

        assert (posted.points, posted.growth) == (123, 123)
        assert (_points(session, member), _growth(session, member)) == (123, 123)
        entry = points.recent(session, member)[0]
        assert entry.rule["net"] == 12_399
        assert entry.rule["level_percent"] == 100


def test_an_order_posted_twice_earns_once(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)
        again = _post(session, "A1", NOON + DAY, member_id=member, amount=10_000, paid_at=NOON)

        assert again.changed is False
        assert _points(session, member) == 100
        assert len(points.recent(session, member)) == 1


def test_refunds_in_parts_take_back_what_they_earned(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)
        _post(session, "A1", status="refunded", refunded_amount=2_550)
        after_first = _points(session, member)
        _post(session, "A1", status="refunded", refunded_amount=2_550)
        _post(session, "A1", status="refunded", refunded_amount=9_950)
        after_second = _points(session, member)
        last = _post(session, "A1", status="refunded", refunded_amount=10_000)

        assert (after_first, after_second, _points(session, member)) == (74, 0, 0)
        assert _growth(session, member) == 0
        assert last.after.status == "refunded"


def test_a_smaller_refund_that_comes_late_changes_nothing(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)
        _post(session, "A1", status="refunded", refunded_amount=5_000)
        late = _post(session, "A1", status="refunded", refunded_amount=3_000)

        assert late.changed is False
        assert _points(session, member) == 50


@pytest.mark.parametrize(
    ("first", "balance"),
    [
        ({"status": "refunded"}, 0),
        ({"status": "cancelled"}, 0),
        ({"status": "refunded", "refunded_amount": 4_000}, 60),
        ({"status": "part_refunded", "refunded_amount": 4_000}, 60),
    ],
)
def test_a_refund_before_its_order_ends_the_same(
    store: Store, first: dict[str, Any], balance: int
) -> None:
    with store.session() as session:
        member = make_member(session)
        _post(session, "A1", **first)
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)
        forwards = _points(session, member)
        other = make_member(session)
        _post(session, "A2", member_id=other, amount=10_000, paid_at=NOON)
        _post(session, "A2", **first)

        assert (forwards, _points(session, other)) == (balance, balance)
        assert (_growth(session, member), _growth(session, other)) == (balance, balance)


def test_a_cancelled_order_stays_cancelled(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)
        _post(session, "A1", status="cancelled")
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)

        assert _points(session, member) == 0
        order = orders.by_external_id(session, "A1")
        assert order is not None
        assert order.status == "cancelled"


def test_points_paid_with_return_in_proportion_to_the_refund(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 30, source="t", key="a", now=NOON, expires_at=NOON + 5 * DAY)
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON, points_spent=30)
        paid = _points(session, member)
        _post(session, "A1", status="refunded", refunded_amount=5_000)
        half = _points(session, member)
        _post(session, "A1", status="refunded", refunded_amount=10_000)
        found = points.summary(session, member, now=NOON)

        assert (paid, half, found.balance) == (100, 65, 30)
        assert found.next_expiry_at == NOON + 5 * DAY
        assert points.check(session) == []


def test_an_order_that_cannot_be_paid_with_points_is_refused(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        with pytest.raises(InsufficientPointsError):
            _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON, points_spent=30)

        assert orders.by_external_id(session, "A1") is None


@pytest.mark.parametrize("whose", ["another's", "another amount"])
def test_a_hold_that_does_not_fit_is_refused(store: Store, whose: str) -> None:
    with store.session() as session:
        member, other = make_member(session), make_member(session)
        for one in (member, other):
            points.earn(session, one, 30, source="t", key=f"{one}", now=NOON)
        holder = other if whose == "another's" else member
        hold = points.hold(session, holder, 20, source="till", key="1", until=NOON + DAY, now=NOON)
        said: dict[str, Any] = {"points_spent": 20 if holder == other else 25, "hold_id": hold.id}
        with pytest.raises(FieldError) as refused:
            _post(session, "A1", member_id=member, amount=5_000, paid_at=NOON, **said)

        assert refused.value.field == "hold_id"
        assert orders.by_external_id(session, "A1") is None
        assert points.summary(session, holder, now=NOON).held == 20


def test_a_held_amount_is_confirmed_by_the_order(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 30, source="t", key="a", now=NOON)
        hold = points.hold(session, member, 30, source="till", key="1", until=NOON + DAY, now=NOON)
        _post(
            session,
            "A1",
            member_id=member,
            amount=5_000,
            paid_at=NOON,
            points_spent=30,
            hold_id=hold.id,
        )
        _post(session, "A1", status="cancelled")

        assert points.summary(session, member, now=NOON).available == 30


def test_an_order_of_nobody_earns_when_its_member_is_known(store: Store) -> None:
    with store.session() as session:
        _post(session, "A1", amount=10_000, paid_at=NOON)
        member = make_member(session)
        posted = _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)

        assert posted.points == 100
        assert _points(session, member) == 100


def test_an_order_for_a_merged_member_is_the_kept_ones(store: Store) -> None:
    with store.session() as session:
        kept, gone = make_member(session), make_member(session)
        _post(session, "A1", member_id=gone, amount=10_000, paid_at=NOON)
        merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)
        _post(session, "A1", member_id=gone, amount=10_000, paid_at=NOON)
        _post(session, "A2", member_id=gone, amount=5_000, paid_at=NOON)
        _post(session, "A1", status="refunded", refunded_amount=10_000)

        assert _points(session, kept) == 50
        assert _points(session, gone) == 0
        assert points.check(session) == []


def test_rates_by_level_category_and_weekday(store: Store) -> None:
    document = {
        "earning": [
            {"name": "周二双倍", "weekdays": [2], "percent": 200},
            {"name": "咖啡三倍", "categories": ["coffee"], "weekdays": [2], "percent": 300},
            {"name": "金卡", "levels": ["gold"], "percent": 500},
        ]
    }
    lines = (OrderLine("coffee", 4_000), OrderLine("cake", 6_000))
    with store.session() as session:
        rules.save(session, document, actor="staff:1", now=NOON)
        member = make_member(session)
        tuesday = _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON, lines=lines)
        wednesday = _post(
            session, "A2", NOON + DAY, member_id=member, amount=10_000, paid_at=NOON + DAY
        )

    assert tuesday.points == 40 * 3 + 60 * 2
    assert wednesday.points == 100


def test_a_rule_change_never_rewrites_history(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)
        rules.save(session, {"points_per_yuan": 10}, actor="staff:1", now=NOON + DAY)
        _post(session, "A1", NOON + 2 * DAY, status="refunded", refunded_amount=5_000)
        old = _points(session, member)
        late = _post(session, "A2", NOON + 2 * DAY, member_id=member, amount=100, paid_at=NOON)
        new = _post(
            session, "A3", NOON + 2 * DAY, member_id=member, amount=100, paid_at=NOON + 2 * DAY
        )

    assert (old, late.points, new.points) == (50, 1, 10)


def test_parts_refunded_under_new_rules_undo_what_the_old_ones_did(store: Store) -> None:
    """Rate, level, expiry and growth are those of the payment."""
    later = NOON + 2 * DAY
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 40, source="t", key="gift", now=NOON, expires_at=NOON + DAY)
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON, points_spent=40)
        new = {
            "points_per_yuan": 10,
            "growth_per_yuan": 5,
            "expiry": {"policy": "days", "count": 1},
            "debt": {"policy": "forgive"},
        }
        rules.save(session, new, actor="staff:1", now=NOON + DAY)
        levels_document = [{"code": "member", "name": "会员", "line": 0, "percent": 300}]
        levels.save(session, levels_document, actor="staff:1", now=NOON + DAY)
        (earned,) = [lot for lot in session.execute(lots.select()) if lot.points == 100]
        assert earned.expires_at > NOON + 300 * DAY

        left = []
        for refunded in (1, 2_550, 2_550, 5_000, 9_999, 10_000):
            _post(session, "A1", later, status="refunded", refunded_amount=refunded)
            points.expire(session, now=later)
            left.append((_points(session, member), _growth(session, member)))
            assert points.check(session) == []

        assert left == [(99, 99), (74, 74), (74, 74), (50, 50), (0, 0), (0, 0)]


def test_the_levels_rate_is_kept_on_the_entry(store: Store) -> None:
    document = [
        {"code": "member", "name": "普通", "line": 0},
        {"code": "gold", "name": "金卡", "line": 100, "percent": 150},
    ]
    with store.session() as session:
        levels.save(session, document, actor="staff:1", now=NOON)
        member = make_member(session)
        first = _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)
        second = _post(session, "A2", member_id=member, amount=10_100, paid_at=NOON)
        entry = points.recent(session, member)[0]

    assert (first.points, first.raised_to, second.points) == (100, "gold", 151)
    assert (entry.rule["level"], entry.rule["level_percent"]) == ("gold", 150)


_orders = {"paid_at": NOON, "amount": 10_000}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({**_orders, "external_id": ""}, "external_id"),
        ({**_orders, "external_id": "x" * 65}, "external_id"),
        ({**_orders, "external_id": 5}, "external_id"),
        ({**_orders, "external_id": "a\x00b"}, "external_id"),
        ({**_orders, "amount": -1}, "amount"),
        ({**_orders, "amount": 10.5}, "amount"),
        ({**_orders, "amount": "100"}, "amount"),
        ({**_orders, "amount": 10**15}, "amount"),
        ({**_orders, "amount": None}, "amount"),
        ({**_orders, "refunded_amount": -1}, "refunded_amount"),
        ({**_orders, "refunded_amount": 10_001}, "refunded_amount"),
        ({**_orders, "status": "lost"}, "status"),
        ({**_orders, "status": None}, "status"),
        ({**_orders, "paid_at": datetime(1899, 1, 1, tzinfo=UTC)}, "paid_at"),
        ({**_orders, "paid_at": NOON + 3 * DAY}, "paid_at"),
        ({**_orders, "paid_at": "2026-01-01"}, "paid_at"),
        ({**_orders, "lines": (OrderLine("a", 1),)}, "lines"),
        ({**_orders, "lines": (OrderLine("a", -1), OrderLine("b", 10_001))}, "lines[0].amount"),
        ({**_orders, "lines": "many"}, "lines"),
        ({**_orders, "points_spent": -1}, "points_spent"),
        ({**_orders, "coupon_code": "c" * 10_000_000}, "coupon_code"),
        ({**_orders, "member_id": 2**70}, "member_id"),
    ],
)
def test_bad_input_names_its_field_and_leaves_nothing(
    store: Store, values: dict[str, Any], field: str
) -> None:
    given = {"external_id": "A1", **values}
    with store.session() as session:
        with pytest.raises(FieldError) as refused:
            orders.post(session, OrderIn(**given), now=NOON)

        assert refused.value.field == field
        assert orders.by_external_id(session, "A1") is None


def test_another_amount_or_member_for_the_same_order_is_refused(store: Store) -> None:
    with store.session() as session:
        member, other = make_member(session), make_member(session)
        _post(session, "A1", member_id=member, amount=10_000, paid_at=NOON)
        for values, field in (({"amount": 9_000}, "amount"), ({"member_id": other}, "member_id")):
            said: dict[str, Any] = {"member_id": member, "amount": 10_000, **values}
            with pytest.raises(FieldError) as refused:
                _post(session, "A1", paid_at=NOON, **said)
            assert (refused.value.field, refused.value.problem) == (field, "changed")
        with pytest.raises(NotFoundError):
            _post(session, "A2", member_id=999_999, amount=10_000, paid_at=NOON)

        assert _points(session, member) == 100


messages = st.one_of(
    st.just({"status": "paid", "amount": 10_050, "paid_at": NOON}),
    st.just({"status": "cancelled"}),
    st.just({"status": "refunded"}),
    st.integers(1, 10_050).map(lambda fen: {"status": "part_refunded", "refunded_amount": fen}),
    st.integers(1, 10_050).map(lambda fen: {"status": "refunded", "refunded_amount": fen}),
)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(said=st.lists(messages, min_size=1, max_size=6), shuffled=st.randoms())
def test_messages_end_the_same_in_any_order_and_number(
    store: Store, said: list[dict[str, Any]], shuffled: Any
) -> None:
    said = [{"status": "paid", "amount": 10_050, "paid_at": NOON}, *said]
    again = [*said, *said[:3]]
    shuffled.shuffle(again)
    run = next(_runs)
    with store.engine.connect() as connection, connection.begin() as transaction:
        first, second = make_member(connection), make_member(connection)
        for number, message in enumerate(said):
            at = NOON + timedelta(minutes=number)
            _post(connection, f"{run}a", at, member_id=first, **message)
        for message in again:
            _post(connection, f"{run}b", NOON, member_id=second, **message)

        assert _points(connection, first) == _points(connection, second)
        assert _growth(connection, first) == _growth(connection, second)
        assert points.check(connection) == []
        transaction.rollback()
