"""Random histories of the points ledger: the proof holds after every step."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from membership import merging, points, rules
from membership.errors import (
    FieldError,
    HoldNotActiveError,
    InsufficientPointsError,
    MergeError,
)
from store.statements import Db
from store.transactions import Store
from tests.membership.factories import NOON, make_member
from tests.membership.ledger_replay import cached, least_balance_over_debt, replayed, traces

MEMBERS = 3
EXPECTED = (FieldError, HoldNotActiveError, InsufficientPointsError, MergeError)
_runs = itertools.count()
amounts = st.integers(1, 60)
whose = st.integers(0, MEMBERS - 1)
which = st.integers(1, 40)
WEIGHTS = {
    "earn": 4,
    "spend": 4,
    "hold": 3,
    "confirm": 2,
    "release": 1,
    "overdue": 1,
    "expire": 1,
    "claw_back": 4,
    "restore": 3,
    "adjust": 2,
    "merge": 2,
    "part": 2,
    "wait": 2,
}
names = st.sampled_from([name for name, weight in WEIGHTS.items() for _ in range(weight)])
steps = st.tuples(names, whose, amounts, which)


@dataclass
class History:
    """A few members, and what can be referred to later."""

    db: Db
    now: datetime
    run: int
    members: list[int]
    entries: list[points.Entry] = field(default_factory=list)
    holds: list[int] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)
    count: int = 0

    def take(self, step: tuple[Any, ...]) -> None:
        """Do one step; what may rightly be refused must leave nothing behind."""
        name, member, amount, number = step
        self.count += 1
        do: Callable[[int, int, int], None] = getattr(self, f"do_{name}")
        before = traces(self.db)
        try:
            do(self.members[member], amount, number)
        except EXPECTED:
            assert traces(self.db) == before
        self.prove()

    def prove(self) -> None:
        assert points.check(self.db) == []
        assert replayed(self.db) == cached(self.db)
        assert least_balance_over_debt(self.db) == 0

    @property
    def key(self) -> str:
        return f"{self.run}:{self.count}"

    def named(self) -> dict[str, Any]:
        return {"source": "test", "key": self.key, "now": self.now}

    def do_earn(self, member: int, amount: int, days: int) -> None:
        ends = None if days > 30 else self.now + timedelta(days=days - 3)
        entry = points.earn(self.db, member, amount, expires_at=ends, **self.named())
        again = points.earn(self.db, member, amount, expires_at=ends, **self.named())
        assert entry == again
        self.entries.append(entry)

    def do_spend(self, member: int, amount: int, _number: int) -> None:
        free = points.summary(self.db, member, now=self.now).available
        try:
            self.entries.append(points.spend(self.db, member, amount, **self.named()))
        except InsufficientPointsError:
            assert self.is_merged(member) or free < amount
            raise
        assert self.is_merged(member) or free >= amount

    def is_merged(self, member: int) -> bool:
        return points.summary(self.db, member, now=self.now) == points.Summary(0, 0, 0, 0, None)

    def do_hold(self, member: int, amount: int, days: int) -> None:
        until = self.now + timedelta(days=days / 4)
        self.holds.append(points.hold(self.db, member, amount, until=until, **self.named()).id)

    def do_confirm(self, _member: int, _amount: int, number: int) -> None:
        if self.holds:
            hold = self.holds[-1 - number % min(3, len(self.holds))]
            self.entries.append(points.confirm(self.db, hold, now=self.now))

    def do_release(self, _member: int, _amount: int, number: int) -> None:
        if self.holds:
            points.release(self.db, self.holds[number % len(self.holds)], now=self.now)

    def do_overdue(self, _member: int, _amount: int, _number: int) -> None:
        points.release_overdue(self.db, now=self.now)
        assert points.release_overdue(self.db, now=self.now) == 0

    def do_expire(self, _member: int, _amount: int, _number: int) -> None:
        points.expire(self.db, now=self.now)
        assert points.expire(self.db, now=self.now) == 0

    def do_claw_back(self, _member: int, amount: int, number: int) -> None:
        earned = [entry for entry in self.entries if entry.kind == "earn"]
        if earned:
            entry = earned[number % len(earned)]
            points.claw_back(self.db, entry.id, amount, **self.named())

    def do_restore(self, _member: int, amount: int, number: int) -> None:
        spent = [entry for entry in self.entries if entry.kind == "spend"]
        if spent:
            entry = spent[number % len(spent)]
            asked = None if number % 2 else amount
            points.restore(self.db, entry.id, asked, **self.named())

    def do_adjust(self, member: int, amount: int, number: int) -> None:
        by = amount if number % 2 else -amount
        points.adjust(
            self.db, member, by, key=self.key, reason="test", actor="staff:1", now=self.now
        )

    def do_merge(self, member: int, _amount: int, number: int) -> None:
        gone = self.members[number % MEMBERS]
        self.merges.append(
            merging.merge(self.db, kept_id=member, gone_id=gone, actor="test", now=self.now)
        )

    def do_part(self, _member: int, _amount: int, number: int) -> None:
        if self.merges:
            merge = self.merges[-1 - number % min(2, len(self.merges))]
            merging.undo(self.db, merge, actor="test", now=self.now)

    def do_wait(self, _member: int, _amount: int, days: int) -> None:
        self.now += timedelta(days=days / 4)

    def release_all(self) -> None:
        for hold in self.holds:
            with suppress(HoldNotActiveError):
                points.release(self.db, hold, now=self.now)


def _history(db: Db) -> History:
    history = History(db, NOON, next(_runs), [make_member(db) for _ in range(MEMBERS)])
    for place in range(MEMBERS):
        history.take(("earn", place, 50, 30))
        history.take(("earn", place, 50, 5))
    return history


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    policy=st.sampled_from([{}, {"policy": "forgive"}, {"policy": "allow", "limit": 25}]),
    taken=st.lists(steps, min_size=5, max_size=30),
)
def test_the_proof_holds_after_every_step(
    store: Store, policy: dict[str, Any], taken: list[tuple[Any, ...]]
) -> None:
    with store.engine.connect() as connection, connection.begin() as transaction:
        rules.save(connection, {"debt": policy}, actor="test", now=NOON)
        history = _history(connection)
        for step in taken:
            history.take(step)
        transaction.rollback()


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(taken=st.lists(steps, min_size=3, max_size=20), pair=st.permutations(range(MEMBERS)))
def test_undoing_a_merge_at_once_restores_every_figure(
    store: Store, taken: list[tuple[Any, ...]], pair: list[int]
) -> None:
    with store.engine.connect() as connection, connection.begin() as transaction:
        history = _history(connection)
        for step in taken:
            history.take(step)
        history.release_all()
        points.expire(connection, now=history.now)
        accounts, _ = cached(connection)
        kept, gone, _ = (history.members[place] for place in pair)
        try:
            merge = merging.merge(
                connection, kept_id=kept, gone_id=gone, actor="test", now=history.now
            )
        except MergeError:
            pass
        else:
            merging.undo(connection, merge, actor="test", now=history.now)
            history.prove()
            assert cached(connection)[0] == accounts
        transaction.rollback()
