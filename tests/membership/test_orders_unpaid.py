"""Orders whose words change while they wait to be paid, and what pays for one order only."""

from datetime import timedelta

import pytest

from membership import coupon_templates, coupons, merging, orders, points
from membership.errors import FieldError, InsufficientPointsError
from membership.order_values import OrderIn
from membership.reward_errors import CouponNotUsableError
from store.statements import Db
from store.transactions import Store
from tests.membership.factories import make_member
from tests.membership.order_shop import pay
from tests.membership.rewards_shop import DAY, NOON, SHANGHAI


def _post(db: Db, external_id: str, **values: object) -> orders.Posted:
    order = OrderIn(external_id, **{"amount": 5_000, "paid_at": NOON, **values})  # type: ignore[arg-type]
    return orders.post(db, order, now=NOON, timezone=SHANGHAI)


def _wait(db: Db, external_id: str, **values: object) -> orders.Posted:
    return _post(db, external_id, status="pending", paid_at=None, **values)


def _cancel(db: Db, external_id: str) -> orders.Posted:
    return _post(db, external_id, status="cancelled", amount=None, paid_at=None)


def _balance(db: Db, member: int) -> int:
    assert points.check(db) == []
    return points.summary(db, member, now=NOON).balance


def _buyer(db: Db, holding: int = 100) -> int:
    member = make_member(db)
    if holding:
        points.earn(db, member, holding, source="t", key=f"{member}", now=NOON)
    return member


def _coupons(db: Db, member: int, count: int) -> list[str]:
    body = {"key": "ten", "name": "10 元券", "terms": {"kind": "cash", "value": 1_000}}
    coupon_templates.save(db, body, now=NOON)
    made = [
        coupons.issue(db, "ten", member, source="t", key=f"{number}", now=NOON)
        for number in range(count)
    ]
    return [coupon.code for coupon in made]


def test_points_told_while_it_waits_are_spent_when_it_is_paid(store: Store) -> None:
    with store.session() as session:
        member = _buyer(session)
        _wait(session, "A", member_id=member, points_spent=40)
        assert _balance(session, member) == 100

        _post(session, "A")

        assert _balance(session, member) == 100 - 40 + 50
        _cancel(session, "A")
        assert _balance(session, member) == 100


def test_the_newest_price_points_and_coupon_hold_until_it_is_paid(store: Store) -> None:
    with store.session() as session:
        member = _buyer(session)
        first, second, third = _coupons(session, member, 3)
        _wait(session, "A", member_id=member, points_spent=40, coupon_code=first)
        _wait(session, "A", amount=4_500, points_spent=30, coupon_code=second)

        _post(session, "A", amount=4_500)

        assert _balance(session, member) == 100 - 30 + 45
        states = [coupons.find(session, code).state for code in (first, second, third)]
        assert states == ["unused", "used", "unused"]
        assert not _wait(session, "A").changed, "old news of waiting"
        assert not _post(session, "A", amount=4_500, coupon_code=second.lower()).changed
        with pytest.raises(FieldError) as refused:
            _post(session, "A", amount=4_500, coupon_code=third)
        assert refused.value.field == "coupon_code"


def test_a_wait_that_ends_in_nothing_takes_nothing(store: Store) -> None:
    with store.session() as session:
        member = _buyer(session)
        _wait(session, "A", member_id=member, points_spent=40)

        assert _cancel(session, "A").changed
        assert not _cancel(session, "A").changed
        order = orders.by_external_id(session, "A")
        assert order is not None
        assert order.points_spent == 0
        assert _balance(session, member) == 100


def test_what_was_told_earlier_refuses_the_payment_whole(store: Store) -> None:
    with store.session() as session:
        member = _buyer(session)
        (code,) = _coupons(session, member, 1)
        _wait(session, "A", member_id=member, points_spent=400, coupon_code=code)

        with pytest.raises(InsufficientPointsError):
            _post(session, "A")

        order = orders.by_external_id(session, "A")
        assert order is not None
        assert order.status == "pending"
        assert coupons.find(session, code).state == "unused"


def test_a_coupon_is_judged_by_when_the_order_was_paid(store: Store) -> None:
    """News of the last minutes of a coupon's last day comes after midnight."""
    with store.session() as session:
        member = make_member(session)
        (code,) = _coupons(session, member, 1)
        ends = coupons.find(session, code).expires_at
        coupons.expire(session, now=ends)
        minute = timedelta(minutes=1)
        with pytest.raises(CouponNotUsableError):
            pay(session, member, "B", at=ends, now=ends + minute, coupon_code=code)
        pay(session, member, "A", at=ends - minute, now=ends + minute, coupon_code=code)
        assert coupons.find(session, code).state == "used"


def test_a_coupon_named_after_the_payment_is_used_up(store: Store) -> None:
    with store.session() as session:
        member = _buyer(session, 0)
        (code,) = _coupons(session, member, 1)
        _post(session, "A", member_id=member)

        _post(session, "A", coupon_code=code)

        assert coupons.find(session, code).state == "used"
        with pytest.raises(CouponNotUsableError):
            _post(session, "B", member_id=member, coupon_code=code)
        _cancel(session, "A")
        assert coupons.find(session, code).state == "unused"


def test_points_of_an_order_of_nobody_are_spent_when_it_is_somebodys(store: Store) -> None:
    with store.session() as session:
        member = _buyer(session)
        _post(session, "A", points_spent=40)

        _post(session, "A", member_id=member)

        assert _balance(session, member) == 100 - 40 + 50


def test_a_hold_pays_for_one_order(store: Store) -> None:
    with store.session() as session:
        member = _buyer(session)
        until = NOON + DAY
        hold = points.hold(session, member, 30, source="till", key="1", until=until, now=NOON)
        paid = {"member_id": member, "points_spent": 30, "hold_id": hold.id}
        _post(session, "A", **paid)
        assert not _post(session, "A", **paid).changed

        with pytest.raises(FieldError) as refused:
            _post(session, "B", **paid)

        assert refused.value.field == "hold_id"
        assert orders.by_external_id(session, "B") is None
        assert _balance(session, member) == 100 - 30 + 50


def test_an_order_that_came_during_a_merge_is_refunded_after_its_end(store: Store) -> None:
    """The shop goes on to name the customer it knows; the order stayed with the other."""
    with store.session() as session:
        kept, gone = _buyer(session, 0), _buyer(session, 0)
        merge = merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)
        _post(session, "A", member_id=gone)
        merging.undo(session, merge, actor="staff:1", now=NOON)
        assert (_balance(session, kept), _balance(session, gone)) == (50, 0)

        _post(session, "A", member_id=gone, status="refunded")

        assert (_balance(session, kept), _balance(session, gone)) == (0, 0)
        stranger = _buyer(session, 0)
        with pytest.raises(FieldError):
            _post(session, "A", member_id=stranger, status="refunded")
