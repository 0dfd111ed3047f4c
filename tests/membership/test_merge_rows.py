"""What a member was given comes along with a merge, and goes back with its undoing."""

from datetime import timedelta

from membership import levels, merging, referral, timeline
from membership.models import BirthdayGift, Redemption, SignIn
from membership.order_values import OrderIn
from membership.orders import post
from store.statements import Db, insert, table
from store.transactions import Store
from tests.membership.factories import NOON, make_member

HOUR = timedelta(hours=1)


def _give(db: Db, member: int, *, day: int, year: int, request: str, code: str) -> None:
    sign_in = {"member_id": member, "day": day, "streak": 1, "points": 1, "created_at": NOON}
    insert(db, table(SignIn), sign_in)
    gift = {"member_id": member, "year": year, "points": 1, "created_at": NOON}
    insert(db, table(BirthdayGift), gift)
    redemption = {
        "code": code,
        "member_id": member,
        "gift_id": 1,
        "gift_name": "杯子",
        "points": 1,
        "hold_id": 1,
        "request_key": request,
        "state": "collected",
        "created_at": NOON,
        "held_until": NOON,
    }
    insert(db, table(Redemption), redemption)


def _given(db: Db, member: int) -> list[list[object]]:
    return [
        sorted(
            db.execute(rows.select().with_only_columns(key).where(rows.c.member_id == member))
            .scalars()
            .all()
        )
        for rows, key in (
            (table(SignIn), table(SignIn).c.day),
            (table(BirthdayGift), table(BirthdayGift).c.year),
            (table(Redemption), table(Redemption).c.request_key),
        )
    ]


def test_what_both_have_once_stays_and_the_rest_comes_along(store: Store) -> None:
    with store.session() as session:
        kept, gone = make_member(session), make_member(session)
        _give(session, kept, day=1, year=2026, request="r1", code="A")
        _give(session, gone, day=1, year=2026, request="r1", code="B")
        _give(session, gone, day=2, year=2025, request="r2", code="C")
        before = _given(session, kept), _given(session, gone)
        merge = merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)

        assert _given(session, kept) == [[1, 2], [2025, 2026], ["r1", "r2"]]
        assert _given(session, gone) == [[1], [2026], ["r1"]]
        merging.undo(session, merge, actor="staff:1", now=NOON)
        assert (_given(session, kept), _given(session, gone)) == before


def test_recommendations_come_along_both_ways(store: Store) -> None:
    with store.session() as session:
        kept, gone, friend, third = (make_member(session) for _ in range(4))
        shared = referral.code_of(session, gone, now=NOON)
        referral.bind(session, friend, shared, now=NOON)
        referral.bind(session, gone, referral.code_of(session, third, now=NOON), now=NOON)
        merge = merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)

        status = referral.status(session, kept, now=NOON)
        assert (status.code, status.brought) == (shared, 1)
        came = referral.of_referred(session, kept)
        assert came is not None
        assert came.referrer_id == third
        merging.undo(session, merge, actor="staff:1", now=NOON)
        assert referral.code_of(session, gone, now=NOON) == shared
        assert referral.of_referred(session, kept) is None
        assert referral.status(session, gone, now=NOON).brought == 1


def test_the_code_of_a_merged_member_still_brings_people(store: Store) -> None:
    with store.session() as session:
        kept, gone, friend = (make_member(session) for _ in range(3))
        own = referral.code_of(session, kept, now=NOON)
        printed = referral.code_of(session, gone, now=NOON)
        merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)

        assert referral.bind(session, friend, printed, now=NOON).referrer_id == kept
        assert referral.status(session, kept, now=NOON).code == own


def test_a_reward_is_taken_back_though_its_member_was_merged(store: Store) -> None:
    with store.session() as session:
        kept, gone, one, other = (make_member(session) for _ in range(4))
        referral.bind(session, kept, referral.code_of(session, one, now=NOON), now=NOON)
        referral.bind(session, gone, referral.code_of(session, other, now=NOON), now=NOON)
        paid = OrderIn("A1", member_id=gone, amount=10_000, paid_at=NOON + HOUR)
        post(session, paid, now=NOON + HOUR)
        merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON + HOUR)
        undone = OrderIn("A1", refunded_amount=10_000)
        post(session, undone, now=NOON + 2 * HOUR)

        case = referral.of_referred(session, gone)
        assert case is not None
        assert case.state == "clawed_back"


def test_growth_that_reaches_a_line_together_raises_the_level(store: Store) -> None:
    with store.session() as session:
        kept, gone = make_member(session), make_member(session)
        known = levels.load(session)
        higher = known.active[1]
        for member in (kept, gone):
            levels.add_growth(
                session,
                member,
                higher.line - 1,
                kind="earn",
                source="t",
                key=f"{member}",
                now=NOON,
            )
        merge = merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)

        standing = levels.standing(session, kept)
        reached = known.reached(2 * (higher.line - 1))
        assert standing.level == reached
        assert standing.until is not None
        assert "level_up" in {event.kind for event in timeline.of_member(session, kept)}
        merging.undo(session, merge, actor="staff:1", now=NOON)
        assert levels.standing(session, kept).level == known.base
        assert "level_down" in {event.kind for event in timeline.of_member(session, kept)}
