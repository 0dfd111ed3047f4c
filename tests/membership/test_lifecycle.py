"""The nightly run touches those whose boundary fell due, and nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from membership import aggregates, lifecycle, rfm_classes, tag_rules
from membership.errors import FieldError
from membership.rfm import CLASSES
from membership.stages import STAGES
from store.transactions import Store
from tests.membership.order_shop import pay
from tests.membership.rewards_shop import DAY, NOON, add_member

SECOND = timedelta(seconds=1)


@contextmanager
def _rows_written(store: Store) -> Iterator[list[int]]:
    """Count the rows that INSERT, UPDATE and DELETE statements are given."""
    written = [0]

    def count(_c: Any, _cursor: Any, statement: str, given: Any, _x: Any, many: bool) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            written[0] += len(given) if many else 1

    event.listen(store.engine, "before_cursor_execute", count)
    yield written
    event.remove(store.engine, "before_cursor_execute", count)


def _members(store: Store, *gaps: int) -> list[int]:
    """Members with three orders each, `gap` days apart, the last at NOON."""
    with store.session() as session:
        members = [add_member(session) for _ in gaps]
        for member, gap in zip(members, gaps, strict=True):
            for number in range(3):
                at = NOON - (2 - number) * gap * DAY
                pay(session, member, f"{member}:{number}", at=at)
    return members


def _stage(store: Store, member: int) -> str:
    with store.reading() as session:
        return aggregates.summary(session, member).stage


def test_only_whose_boundary_fell_due_is_touched(store: Store) -> None:
    week, month, _ = _members(store, 7, 30, 90)
    with _rows_written(store) as written, store.session() as session:
        done = lifecycle.run(session, now=NOON + 7 * DAY + SECOND)

    assert (done.touched, dict(done.transitions)) == (1, {"at_risk": 1})
    assert written == [2]
    assert (_stage(store, week), _stage(store, month)) == ("at_risk", "active")


def test_a_run_without_anybody_due_writes_nothing(store: Store) -> None:
    _members(store, 7, 30)
    with _rows_written(store) as written, store.session() as session:
        assert lifecycle.run(session, now=NOON + 7 * DAY).touched == 0

    assert written == [0]


def test_running_twice_changes_nothing(store: Store) -> None:
    _members(store, 7, 8, 9)
    later = NOON + 30 * DAY
    with store.session() as session:
        assert lifecycle.run(session, now=later).touched == 3
    with _rows_written(store) as written, store.session() as session:
        assert lifecycle.run(session, now=later).touched == 0
    assert written == [0]


def test_batches_move_everybody(store: Store) -> None:
    members = _members(store, *range(5, 12))
    with store.session() as session:
        done = lifecycle.run(session, now=NOON + 365 * DAY, batch=2)

    assert (done.touched, dict(done.transitions)) == (7, {"lost": 7})
    assert {_stage(store, member) for member in members} == {"lost"}


def test_each_transition_says_when_and_why(store: Store) -> None:
    (member,) = _members(store, 10)
    with store.session() as session:
        lifecycle.run(session, now=NOON + 10 * DAY + SECOND)
        lifecycle.run(session, now=NOON + 99 * DAY)
        pay(session, member, "back", at=NOON + 100 * DAY)
        steps = lifecycle.history(session, member)

    assert [(step.to_stage, step.at) for step in steps] == [
        ("active", NOON + 100 * DAY),
        ("lost", NOON + 40 * DAY),
        ("at_risk", NOON + 10 * DAY),
        ("active", NOON - 10 * DAY),
        ("new", NOON - 20 * DAY),
    ]
    assert steps[1].reason == {"because": "boundary", "orders": 3, "cycle_days": 10.0}
    assert steps[0].reason["because"] == "order"


def test_one_time_buyers_follow_the_stores_median(store: Store) -> None:
    _members(store, 10, 20, 30)
    with store.session() as session:
        assert lifecycle.measure_store(session, now=NOON) == 20.0
        member = add_member(session)
        pay(session, member, "once", at=NOON)
        found = aggregates.summary(session, member)

    assert (found.stage, found.next_transition_at) == ("new", NOON + 20 * DAY)


def test_a_new_median_moves_nobody_who_did_nothing(store: Store) -> None:
    with store.session() as session:
        member = add_member(session)
        pay(session, member, "once", at=NOON)
    _members(store, 10, 20, 30)
    with store.session() as session:
        lifecycle.measure_store(session, now=NOON)
        lifecycle.set_rules(session, {"store_cycle": 3}, author="staff:1", now=NOON)
        assert lifecycle.run(session, now=NOON + 20 * DAY).transitions["at_risk"] == 1

    assert _stage(store, member) == "new"


def test_the_merchants_thresholds_decide(store: Store) -> None:
    with store.session() as session:
        rules = {"loyal_orders": 3, "risk": 1.5, "dormant": 3}
        lifecycle.set_rules(session, rules, author="staff:1", now=NOON - 99 * DAY)
    (member,) = _members(store, 10)
    assert _stage(store, member) == "loyal"
    with store.session() as session:
        lifecycle.run(session, now=NOON + 16 * DAY)
    assert _stage(store, member) == "dormant"


def test_a_wrong_threshold_puts_nothing_in_force(store: Store) -> None:
    with pytest.raises(FieldError), store.session() as session:
        lifecycle.set_rules(session, {"risk": 0}, author="staff:1", now=NOON)
    with store.session() as session:
        assert lifecycle.context(session, now=NOON).rules.risk == 2.0


def test_tags_by_stage_follow_the_run(store: Store) -> None:
    with store.session() as session:
        conditions = [{"measure": "stage", "value": "at_risk"}]
        tag_rules.set_rule(session, "要关心", conditions, author="staff:1", now=NOON)
    (member,) = _members(store, 20)
    with store.session() as session:
        lifecycle.run(session, now=NOON + 21 * DAY)
        assert tag_rules.tags_of(session, member) == ["要关心"]
        lifecycle.run(session, now=NOON + 41 * DAY)
        assert tag_rules.tags_of(session, member) == []


def test_stages_and_classes_add_up_to_all_members(store: Store) -> None:
    _members(store, 5, 10, 20, 40, 80)
    now: datetime = NOON + 25 * DAY
    with store.session() as session:
        for _ in range(3):
            add_member(session)
        lifecycle.run(session, now=now)
        stages = lifecycle.counts(session, members=8)
        classes = rfm_classes.counts(session, now=now)
        listed = {digits: len(rfm_classes.members(session, digits, now=now)) for digits in CLASSES}

    assert list(stages) == list(STAGES)
    assert stages == dict.fromkeys(STAGES, 0) | {
        "prospect": 3,
        "active": 2,
        "at_risk": 1,
        "dormant": 1,
        "lost": 1,
    }
    assert sum(classes.values()) == 5
    assert listed == classes


def test_quantiles_are_only_suggested(store: Store) -> None:
    with store.session() as session:
        assert rfm_classes.suggest(session, now=NOON) is None
    members = _members(store, 5, 10, 20)
    now = NOON + 25 * DAY
    with store.session() as session:
        pay(session, members[0], "more", amount=90_000, at=NOON + 20 * DAY)
        before = rfm_classes.counts(session, now=now)
        suggested = rfm_classes.suggest(session, now=now)
        assert suggested is not None
        assert (suggested.recency_days, suggested.frequency, suggested.monetary) == (25, 3, 30_000)
        assert rfm_classes.counts(session, now=now) == before
        body = {"recency_days": 5, "frequency": 4, "monetary": 100_000}
        rfm_classes.set_thresholds(session, body, author="staff:1", now=now)
        assert rfm_classes.class_of(session, members[0], now=now) == "111"
        assert rfm_classes.class_of(session, members[1], now=now) == "000"
        assert rfm_classes.class_of(session, add_member(session), now=now) is None
