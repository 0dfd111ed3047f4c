"""Tags of members who have never bought: rules on few orders, or on being 潜在, are theirs."""

from typing import Any

import pytest

from membership import merging, tag_rules
from store.statements import Db
from store.transactions import Store
from tests.membership.factories import make_member
from tests.membership.order_shop import pay
from tests.membership.rewards_shop import DAY, NOON

PROSPECT = {"measure": "stage", "value": "prospect"}
FEW = {"measure": "orders", "comparison": "<=", "value": 0}


def _rule(db: Db, *conditions: dict[str, Any]) -> None:
    tag_rules.set_rule(db, "还没买过", list(conditions), author="staff:1", now=NOON)


def _apply(db: Db) -> None:
    while tag_rules.apply_changed(db, now=NOON, limit=2):
        pass


def _tagged(db: Db, member: int) -> bool:
    return tag_rules.tags_of(db, member) == ["还没买过"]


@pytest.mark.parametrize("condition", [PROSPECT, FEW])
def test_a_rule_reaches_those_who_never_bought(store: Store, condition: dict[str, Any]) -> None:
    with store.session() as session:
        bought, idle, last = (make_member(session) for _ in range(3))
        pay(session, bought, "A1", at=NOON)
        _rule(session, condition)
        _apply(session)
        assert [_tagged(session, one) for one in (bought, idle, last)] == [False, True, True]

        pay(session, idle, "A2", at=NOON + DAY)
        assert not _tagged(session, idle), "the first order ends it"


def test_who_joins_later_has_it_at_once(store: Store) -> None:
    with store.session() as session:
        _rule(session, PROSPECT)
        _apply(session)
        assert _tagged(session, make_member(session))


def test_a_rule_that_wants_orders_is_given_to_nobody_new(store: Store) -> None:
    with store.session() as session:
        member = make_member(session)
        _rule(session, {"measure": "average", "comparison": "<=", "value": 5000})
        _apply(session)
        assert not _tagged(session, member)
        assert not _tagged(session, make_member(session))


def test_a_record_merged_into_another_carries_none(store: Store) -> None:
    with store.session() as session:
        kept, gone = make_member(session), make_member(session)
        _rule(session, PROSPECT)
        _apply(session)
        merged = merging.merge(session, kept_id=kept, gone_id=gone, actor="staff:1", now=NOON)
        assert (_tagged(session, kept), _tagged(session, gone)) == (True, False)
        assert tag_rules.every(session)[-1].holders == 1

        merging.undo(session, merged, actor="staff:1", now=NOON)
        assert _tagged(session, gone)
