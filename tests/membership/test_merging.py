"""Merging two members, and parting them again."""

from datetime import datetime

import pytest

from membership import aggregates, consents, customers, levels, merging, orders, points
from membership.birthdays import SOLAR, Birthday
from membership.customer_values import CustomerIn
from membership.errors import MergeError, NotFoundError
from membership.order_values import OrderIn
from store.statements import Db
from store.transactions import Store
from tests.membership.factories import DAY, NOON, PRIVACY, make_contact, make_member


def _two(db: Db) -> tuple[int, int]:
    """Make a short record and a long one of the same person."""
    kept = customers.post(db, CustomerIn("C1", name="陈晨"), now=NOON, privacy=PRIVACY).member_id
    customer = CustomerIn(
        "C2",
        name="小陈",
        phone="13800001111",
        gender="female",
        birthday=Birthday(SOLAR, 8, 15, 1990),
        joined_at=NOON - 900 * DAY,
        tags=("老客",),
    )
    gone = customers.post(db, customer, now=NOON, privacy=PRIVACY).member_id
    return kept, gone


def _buy(db: Db, member: int, number: str, amount: int) -> None:
    orders.post(db, OrderIn(number, member_id=member, amount=amount, paid_at=NOON), now=NOON)


def _figures(db: Db, member: int) -> tuple[object, ...]:
    profile = customers.get(db, member)
    return (
        profile,
        points.summary(db, member, now=NOON),
        levels.standing(db, member),
        customers.contacts_of(db, member),
        [order.external_id for order in orders.of_member(db, member)],
        aggregates.summary(db, member).order_count,
        aggregates.summary(db, member).amount_sum,
        [(answer.kind, answer.allowed) for answer in consents.answers(db, member_id=member)],
    )


def test_everything_comes_together(store: Store) -> None:
    with store.session() as session:
        kept, gone = _two(session)
        contact = make_contact(session, "o_1", member_id=gone)
        consents.opt_out(session, contact_id=contact, now=NOON, source="chat")
        _buy(session, kept, "A1", 10_000)
        _buy(session, gone, "A2", 600_000)
        points.spend(session, gone, 1_000, source="t", key="s", now=NOON)
        merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)

        profile = customers.get(session, kept)
        assert (profile.name, profile.gender, profile.phone_hint) == (
            "陈晨",
            "female",
            "138****1111",
        )
        assert profile.birthday == Birthday(SOLAR, 8, 15, 1990)
        assert (profile.joined_at, profile.tags) == (NOON - 900 * DAY, ("老客",))
        assert points.summary(session, kept, now=NOON).balance == 100 + 5_000
        standing = levels.standing(session, kept)
        assert standing.level is not None
        assert (standing.growth, standing.level.code) == (6_100, "gold")
        assert customers.contacts_of(session, kept) == [contact]
        assert aggregates.summary(session, kept).order_count == 2
        assert aggregates.summary(session, gone).order_count == 0
        assert not consents.allowed(session, channel="sms", kind="marketing", member_id=kept)
        found = customers.by_external_id(session, "C2")
        assert found is not None
        assert found.id == kept
        assert [one.id for one in customers.by_phone(session, "13800001111", privacy=PRIVACY)] == [
            kept
        ]


def test_undoing_restores_every_figure_of_both(store: Store) -> None:
    with store.session() as session:
        kept, gone = _two(session)
        contact = make_contact(session, "o_1", member_id=gone)
        consents.opt_out(session, contact_id=contact, now=NOON, source="chat")
        _buy(session, kept, "A1", 10_000)
        _buy(session, gone, "A2", 600_000)
        before = _figures(session, kept), _figures(session, gone)
        merge = merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)
        assert _figures(session, kept) != before[0]
        merging.undo(session, merge, actor="staff:1", now=NOON)

        assert (_figures(session, kept), _figures(session, gone)) == before
        assert points.check(session) == []
        with pytest.raises(MergeError) as again:
            merging.undo(session, merge, actor="staff:1", now=NOON)
        assert again.value.problem == "undone"


def test_what_happened_since_the_merge_stays(store: Store) -> None:
    with store.session() as session:
        kept, gone = _two(session)
        _buy(session, gone, "A1", 10_000)
        merge = merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)
        points.spend(session, kept, 30, source="t", key="s", now=NOON)
        _buy(session, kept, "A2", 5_000)
        customers.update(
            session, kept, {"gender": "other"}, now=NOON, privacy=PRIVACY, actor="staff:1"
        )
        merging.undo(session, merge, actor="staff:1", now=NOON + DAY)

        assert points.summary(session, gone, now=NOON).balance == 70
        assert points.summary(session, kept, now=NOON).balance == 50
        assert customers.get(session, kept).gender == "other"
        assert customers.get(session, kept).phone_hint is None
        assert levels.standing(session, kept).growth == 50
        assert [order.external_id for order in orders.of_member(session, kept)] == ["A2"]


def test_debts_come_along_and_go_back(store: Store) -> None:
    with store.session() as session:
        kept, gone = make_member(session), make_member(session)
        points.earn(session, kept, 30, source="t", key="k", now=NOON)
        earned = points.earn(session, gone, 100, source="t", key="g", now=NOON)
        points.spend(session, gone, 100, source="t", key="s", now=NOON)
        points.claw_back(session, earned.id, 100, source="t", key="c", now=NOON)
        merge = merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)
        together = points.summary(session, kept, now=NOON).balance
        merging.undo(session, merge, actor="staff:1", now=NOON)

        assert together == -70
        assert points.summary(session, kept, now=NOON).balance == 30
        assert points.summary(session, gone, now=NOON).balance == -100
        assert points.check(session) == []


def test_a_chain_of_merges_is_undone_from_its_end(store: Store) -> None:
    with store.session() as session:
        a, b, c = (make_member(session) for _ in range(3))
        spent = points.earn(session, a, 100, source="t", key="a", now=NOON)
        bought = points.spend(session, a, 60, source="t", key="s", now=NOON)
        first = merging.merge(session, kept_id=b, gone_id=a, actor="staff:1", now=NOON)
        second = merging.merge(session, kept_id=c, gone_id=b, actor="staff:1", now=NOON)
        points.restore(session, bought.id, 10, source="t", key="r", now=NOON)
        assert points.summary(session, c, now=NOON).balance == 50
        points.claw_back(session, spent.id, 20, source="t", key="c", now=NOON)
        with pytest.raises(MergeError) as early:
            merging.undo(session, first, actor="staff:1", now=NOON)
        assert early.value.problem == "later_merge"
        merging.undo(session, second, actor="staff:1", now=NOON)
        merging.undo(session, first, actor="staff:1", now=NOON)

        balances = [points.summary(session, one, now=NOON).balance for one in (a, b, c)]
        assert sum(balances) == 30
        assert points.check(session) == []


def test_what_cannot_be_merged(store: Store) -> None:
    with store.session() as session:
        a, b, c = (make_member(session) for _ in range(3))
        points.earn(session, a, 10, source="t", key="a", now=NOON)
        hold = points.hold(session, a, 5, source="t", key="h", until=NOON + DAY, now=NOON)
        for kept, gone, problem in ((a, a, "same"), (a, b, "held_points"), (b, a, "held_points")):
            with pytest.raises(MergeError) as refused:
                merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)
            assert refused.value.problem == problem
        points.release(session, hold.id, now=NOON)
        merging.merge(session, kept_id=b, gone_id=a, actor="staff:1", now=NOON)
        for kept, gone in ((c, a), (a, c)):
            with pytest.raises(MergeError) as refused:
                merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)
            assert refused.value.problem == "merged"
        with pytest.raises(NotFoundError):
            merging.merge(session, kept_id=b, gone_id=999_999, actor="staff:1", now=NOON)
        with pytest.raises(NotFoundError):
            merging.undo(session, 999_999, actor="staff:1", now=NOON)


def test_only_growth_of_the_present_period_helps_to_keep_the_level(store: Store) -> None:
    with store.session() as session:
        kept, gone = make_member(session), make_member(session)
        _grow(session, gone, "long ago", 700, at=NOON - 400 * DAY)
        _grow(session, kept, "reached", 6_000, at=NOON)
        later = NOON + 100 * DAY
        _grow(session, gone, "lately", 90, at=later - DAY)
        before = levels.standing(session, kept)
        merge = merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=later)

        together = levels.standing(session, kept)
        assert together.growth == before.growth + 790
        assert before.keep_missing - together.keep_missing == 90

        merging.undo(session, merge, actor="staff:1", now=later + DAY)
        assert levels.standing(session, kept) == before
        assert levels.standing(session, gone).growth == 790


def test_growth_that_reaches_a_level_with_a_merge_does_not_keep_it(store: Store) -> None:
    with store.session() as session:
        kept, gone = make_member(session), make_member(session)
        _grow(session, kept, "mine", 3_000, at=NOON - 10 * DAY)
        _grow(session, gone, "theirs", 3_000, at=NOON - 10 * DAY)
        merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)

        standing = levels.standing(session, kept)
        assert standing.level is not None
        assert standing.level.code == "gold"
        assert standing.keep_missing == standing.level.keep_line > 0


def _grow(db: Db, member: int, key: str, growth: int, *, at: datetime) -> None:
    levels.add_growth(db, member, growth, kind="order", source="t", key=key, now=at)
