"""A hold whose time is over while somebody confirms it: one of the two wins, nobody stumbles."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest

from membership import gifts, points, redemption, redemption_repository
from membership.errors import HoldNotActiveError
from membership.points import hold_repository
from membership.reward_errors import RedemptionStateError
from store.transactions import Store
from tests import patience
from tests.faults.together import together
from tests.membership.factories import NOON, make_member

pytestmark = pytest.mark.races

MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
HOLDS = 20


def _confirm(url: str, holds: list[int], now: datetime) -> list[bool]:
    """Confirm each hold, one transaction a hold; whether it was still to be had."""
    patience.stretch()
    store = Store(url)

    def confirmed(hold: int) -> bool:
        try:
            return bool(store.work(lambda session: points.confirm(session, hold, now=now)))
        except HoldNotActiveError:
            return False

    done = [confirmed(hold) for hold in holds]
    store.close()
    return done


def _sweep(url: str, now: datetime) -> int:
    """Release what is overdue, a few at a time; how many."""
    patience.stretch()
    store = Store(url)
    total = 0
    while count := store.work(lambda session: points.release_overdue(session, now=now, limit=3)):
        total += count
    store.close()
    return total


def test_each_hold_is_spent_or_released(store: Store, store_url: str) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, HOLDS, source="t", key="a", now=NOON)
        until = NOON + MINUTE
        holds = [
            points.hold(session, member, 1, source="t", key=str(n), until=until, now=NOON).id
            for n in range(HOLDS)
        ]

    confirmed, _ = together(
        (_confirm, (store_url, holds[::-1], until - TICK)), (_sweep, (store_url, until))
    )

    with store.session() as session:
        assert points.release_overdue(session, now=until) == 0
        left = points.summary(session, member, now=until)
        assert (left.balance, left.held) == (HOLDS - sum(confirmed), 0)
        assert points.check(session) == []
        assert points.liability(session, now=until).outstanding == HOLDS - sum(confirmed)


def test_a_sweep_passes_over_what_was_confirmed_meanwhile(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, 30, source="t", key="a", now=NOON)
        until = NOON + MINUTE
        spent, left = [
            points.hold(session, member, 10, source="t", key=key, until=until, now=NOON).id
            for key in "xy"
        ]
        points.confirm(session, spent, now=NOON)
        with patch.object(hold_repository, "overdue", return_value=[spent, left]):
            assert points.release_overdue(session, now=until) == 1

        assert points.summary(session, member, now=until).available == 20


def test_a_gift_confirmed_meanwhile_is_not_taken_back(store: Store) -> None:
    with store.session() as session:
        gifts.save(session, {"key": "mug", "name": "杯子", "points": 10, "stock": 3}, now=NOON)
        member = make_member(session)
        points.earn(session, member, 30, source="t", key="a", now=NOON)
        spent, left = [redemption.start(session, member, "mug", key=key, now=NOON) for key in "xy"]
        before = redemption_repository.by_code(session, spent.code)
        redemption.confirm(session, spent.code, member_id=member, now=NOON)
        after = NOON + redemption.HOLD_FOR
        read = redemption_repository.by_code

        def stale(db: object, code: str, member_id: int | None = None) -> object:
            return before if code == spent.code else read(session, code, member_id)

        with patch.object(redemption_repository, "by_code", stale):
            with pytest.raises(RedemptionStateError) as refused:
                redemption.release(session, spent.code, now=after)
            with patch.object(
                redemption_repository, "overdue", return_value=[spent.code, left.code]
            ):
                assert redemption.release_overdue(session, now=after) == 1

        assert refused.value.state == "confirmed"
        assert gifts.find(session, "mug").stock == 2
        assert points.summary(session, member, now=after).available == 20
