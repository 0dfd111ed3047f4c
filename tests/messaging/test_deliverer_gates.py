"""What is asked right before sending, and what an author, an account or a lane may hold back."""

import itertools
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from messaging import outbox, sending
from messaging.errors import FailureKind, LimitError
from messaging.gates import Pending, Verdict
from messaging.models import Contact
from messaging.throttle import Throttle
from messaging.values import AccountLimits, NewMessage
from store.clock import ManualClock, SystemClock
from store.ephemeral import InProcess
from store.transactions import Store
from tests import patience
from tests.chat import ACCOUNT, NOON
from tests.messaging.post import Post, failing

pytestmark = pytest.mark.races

PUSH: dict[str, Any] = {"category": "marketing", "author": "campaign:7"}


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


def test_gates_are_asked_once_for_all_and_have_the_word(post: Post) -> None:
    asked: list[list[int]] = []

    def first(_session: Session, rows: Sequence[Pending], now: datetime) -> Mapping[int, Verdict]:
        asked.append([row.contact_id for row in rows])
        forbidden, later = rows[0].id, rows[1].id
        return {forbidden: Verdict("no"), later: Verdict("night", now + timedelta(hours=9))}

    def second(
        _session: Session, rows: Sequence[Pending], _now: datetime
    ) -> Mapping[int, Verdict]:
        asked.append([row.contact_id for row in rows])
        return {}

    post.owe("o_1", "o_2", "o_3", "o_4", **PUSH)
    post.gates = (first, second)
    assert post.run() == {"blocked": 1, "postponed": 1, "accepted": 2}
    assert [len(rows) for rows in asked] == [4, 2], "each gate once, about what is still open"
    rows = post.rows()
    assert [(row.state, row.reason) for row in rows] == [
        ("blocked", "no"),
        ("queued", "night"),
        ("accepted", None),
        ("accepted", None),
    ]
    assert rows[1].due_at == NOON + timedelta(hours=9)
    assert post.left() == [5, 5, 4, 4], "who gets nothing keeps their places"


def test_a_gate_knows_the_member(post: Post) -> None:
    members: list[int | None] = []

    def gate(_session: Session, rows: Sequence[Pending], _now: datetime) -> Mapping[int, Verdict]:
        members.extend(row.member_id for row in rows)
        return {}

    post.owe("o_1", **PUSH)
    with post.store.session() as session:
        session.execute(sa.update(Contact).values(member_id=41))
    post.gates = (gate,)
    assert post.run() == {"accepted": 1}
    assert members == [41]


def test_what_came_too_late_is_blocked(post: Post) -> None:
    post.owe("o_1", expires_at=NOON + timedelta(hours=1), **PUSH)
    post.owe("o_2", expires_at=NOON + timedelta(hours=3), **PUSH)
    post.clock.advance(hours=1)
    assert post.run() == {"blocked": 1, "accepted": 1}
    assert [row.reason for row in post.rows()] == ["expired", None]


def test_a_reply_does_not_wait_behind_a_campaign(post: Post) -> None:
    post.owe(*(f"o_{number}" for number in range(30)), **PUSH)
    post.owe("o_5", "o_99")
    deliverer = post.deliverer(threads=1)
    deliverer.run(limit=3)
    deliverer.close()
    assert [text for _, text in post.sent[:2]] == ["30", "31"]


def test_a_message_that_is_tried_again_keeps_its_place(post: Post) -> None:
    post.owe("o_1", "o_1")
    post.answer = failing("retry", -1)
    post.run()
    post.answer = lambda _who, _what: "1"
    assert post.run() == {}, "the second waits for the first"
    post.clock.advance(seconds=3)
    post.run()
    post.run()
    assert [text for _, text in post.sent] == ["0", "0", "1"]


def test_an_author_is_paused_resumed_and_cancelled(post: Post) -> None:
    post.owe("o_1", "o_2", "o_3", **PUSH)
    post.owe("o_4", **{**PUSH, "author": "campaign:7:2"})
    post.owe("o_5", **{**PUSH, "author": "campaign:70"})
    with post.store.session() as session:
        assert outbox.pause_author(session, "campaign:7", limit=9) == 4
        assert outbox.pause_author(session, "campaign:7", limit=9) == 0
    assert post.run() == {"accepted": 1}
    with post.store.session() as session:
        assert outbox.progress(session, "campaign:7") == {"paused": 4}
        assert outbox.resume_author(session, "campaign:7", limit=9) == 4
    deliverer = post.deliverer()
    deliverer.run(limit=2)
    deliverer.close()
    with post.store.session() as session:
        assert outbox.cancel_author(session, "campaign:7", now=NOON, limit=9) == 2
        assert outbox.progress(session, "campaign:7") == {"accepted": 2, "cancelled": 2}
    assert post.run() == {}


def test_many_are_queued_at_once_and_each_once(post: Post) -> None:
    post.owe("o_1")
    with post.store.session() as session:
        contact = session.scalars(sa.select(Contact.id)).one()
        messages = [
            NewMessage(contact, ACCOUNT, {"type": "text", "text": key}, "marketing", "c:1", key)
            for key in ("a", "b")
        ]
        first = outbox.queue_many(session, messages, now=NOON)
        again = outbox.queue_many(session, [*messages, messages[0]], now=NOON)
    assert first == again
    assert len(post.rows()) == 3


def test_the_whole_backlog_is_drained_in_order(post: Post) -> None:
    post.answer = lambda _who, _what: ""
    for _ in range(3):
        post.owe(*(f"o_{number}" for number in range(60)))
    assert post.drain() == {"accepted": 180}
    for number in range(60):
        own = [int(text) for openid, text in post.sent if openid == f"o_{number}"]
        assert own == sorted(own)
        assert len(own) == 3
    assert set(post.left()) == {2}


def test_a_deliverer_that_is_stopped_gives_back_what_it_has_not_sent(post: Post) -> None:
    post.owe(*(f"o_{number}" for number in range(10)))
    deliverer = post.deliverer(threads=1)

    def stop(_who: str, _what: Mapping[str, Any]) -> str:
        deliverer.stop()
        return "1"

    post.answer = stop
    assert deliverer.drain(seconds=patience.SECONDS) == {"accepted": 1, "queued": 1}
    deliverer.close()
    assert sorted(post.states()) == ["accepted", *["queued"] * 9]
    assert sorted(post.left()) == [4, *[5] * 9]
    assert [row.attempts for row in post.rows()].count(0) == 9, "no attempt was made"


def test_a_used_up_quota_stops_the_account_for_all_who_send(post: Post) -> None:
    post.owe(*(f"o_{number}" for number in range(6)), **PUSH)
    post.answer = failing("quota", 45009)
    post.run(threads=1)
    assert len(post.sent) == 1, "the rest is not even tried"
    post.answer = lambda _who, _what: "1"
    assert post.run() == {}, "another deliverer knows it too"
    post.clock.advance(hours=12, minutes=1)
    assert post.drain() == {"accepted": 6}


def test_an_account_that_sends_too_fast_waits_a_minute(post: Post) -> None:
    post.owe("o_1", "o_2")
    post.answer = failing("rate", 45011)
    post.run(threads=1)
    assert len(post.sent) == 1
    post.answer = lambda _who, _what: "1"
    post.clock.advance(seconds=30)
    assert post.run() == {}
    post.clock.advance(seconds=31)
    assert post.drain() == {"accepted": 2}


@pytest.mark.parametrize(("kind", "code"), [("rate", 45011), ("quota", 45009)])
def test_a_refusal_of_the_whole_account_fails_nothing_however_long_it_lasts(
    post: Post, kind: FailureKind, code: int
) -> None:
    """The same first rows find out each time that it goes on."""
    post.owe("o_1", "o_2", "o_3")
    post.answer = failing(kind, code)
    for _ in range(30):
        post.run(threads=1)
        post.clock.advance(hours=1)
    assert post.states() == ["queued"] * 3
    post.clock.advance(hours=17)
    post.answer = failing("retry", -1)
    post.run()
    assert post.states() == ["queued"] * 3, "its attempts are not used up"


def test_an_account_may_be_paused_by_hand(post: Post) -> None:
    post.owe("o_1")
    with post.store.session() as session:
        sending.pause(session, ACCOUNT, until=NOON + timedelta(hours=1))
    assert post.run() == {}
    with post.store.session() as session:
        sending.resume(session, ACCOUNT)
    assert post.run() == {"accepted": 1}


def test_an_account_sends_no_faster_than_is_set(post: Post) -> None:
    real = ManualClock(NOON)
    post.throttle = Throttle(InProcess(), real)
    post.owe(*(f"o_{number}" for number in range(30)), **PUSH)
    with post.store.session() as session:
        sending.set_limits(session, ACCOUNT, per_second=10)
    for _ in range(20):
        post.run()
        real.advance(seconds=0.1)
    assert 14 <= len(post.sent) <= 20, "ten in each second, at most"
    for _ in range(20):
        post.run()
        real.advance(seconds=1)
    assert len(post.sent) == 30


def test_a_drain_waits_for_its_tokens(post: Post) -> None:
    post.throttle = Throttle(InProcess(), SystemClock())
    post.owe(*(f"o_{number}" for number in range(60)), **PUSH)
    with post.store.session() as session:
        sending.set_limits(session, ACCOUNT, per_second=200)
    began = time.monotonic()
    assert post.drain(seconds=patience.SECONDS) == {"accepted": 60}
    assert time.monotonic() - began > 0.15


LIMITS = [(50, None, 0.7), (None, 60, 0.8), (20, 120, 0.8), (7, None, 0.5), (1, None, 0.5)]


@pytest.mark.parametrize(("a_second", "a_minute", "share"), LIMITS)
def test_no_span_sees_more_than_is_set(
    a_second: int | None, a_minute: int | None, share: float
) -> None:
    """200 seconds of asking for more than there is, ten times a second."""
    clock = ManualClock(NOON)
    throttle, account = Throttle(InProcess(), clock), AccountLimits(ACCOUNT, a_second, a_minute)
    given = []
    for _ in range(2_000):
        given.append(throttle.take(account, 99))
        clock.advance(seconds=0.1)
    allowed = min((a_second or 1_000) * 200.0, (a_minute or 60_000) / 60 * 200)
    assert sum(given) >= allowed * share
    for most, steps in ((a_second, 10), (a_minute, 600)):
        if most is not None and most > 1:
            spans = [sum(given[start : start + steps]) for start in range(len(given))]
            assert max(spans) <= most


def test_tokens_that_were_not_used_come_back() -> None:
    throttle, account = Throttle(InProcess(), ManualClock(NOON)), AccountLimits(ACCOUNT, 100)
    assert throttle.take(account, 50) == 20
    assert throttle.take(account, 50) == 0
    throttle.give_back(account, 4)
    assert throttle.take(account, 50) == 4


@pytest.mark.parametrize(("field", "value"), [("per_second", 0), ("per_minute", 100_001)])
def test_a_rate_that_cannot_be_is_told_by_its_field(post: Post, field: str, value: int) -> None:
    with post.store.session() as session, pytest.raises(LimitError) as told:
        sending.set_limits(session, ACCOUNT, **{field: value})
    assert (told.value.field, told.value.value) == (field, value)


def test_a_result_waits_for_the_database_to_come_back(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is out, so its result must not be lost with a short absence."""
    post.owe("o_1")
    transact = post.store.transact
    away = iter([True, True])
    asked: list[str] = []

    def unsteady(work: Any) -> Any:
        if post.sent and any(itertools.islice(away, 1)):
            asked.append("away")
            raise sa.exc.OperationalError("COMMIT", {}, Exception("gone"))
        return transact(work)

    monkeypatch.setattr(post.store, "transact", unsteady)
    monkeypatch.setattr("messaging.deliverer.PATIENCE", (0.0, 0.0, 0.0))
    assert post.run() == {"accepted": 1}
    assert len(asked) == 2
    assert post.states() == ["accepted"]
