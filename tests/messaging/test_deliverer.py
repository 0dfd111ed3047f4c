"""The deliverer: each row is sent at most once, in order, inside its window."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from messaging import outbox
from messaging.deliverer import LEASE
from messaging.errors import AwayError, FailureKind
from messaging.models import Contact
from store.live import LiveEvent
from store.transactions import Store
from tests import patience
from tests.chat import NOON
from tests.messaging.post import Post, failing

pytestmark = pytest.mark.races


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


def test_many_deliverers_send_each_row_once(post: Post) -> None:
    post.owe(*(f"o_{number}" for number in range(40)))
    workers = [post.deliverer(2) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda worker: [worker.run(limit=7) for _ in range(8)], workers))
    for worker in workers:
        worker.close()
    assert len(post.sent) == 40
    assert len(set(post.sent)) == 40
    assert set(post.states()) == {"accepted"}


def test_messages_of_one_contact_go_in_order(post: Post) -> None:
    post.owe("o_1", "o_1", "o_2", "o_1")
    while post.run():
        pass
    assert [text for openid, text in post.sent if openid == "o_1"] == ["0", "1", "3"]


def test_a_claim_whose_sender_died_ends_unknown_and_is_not_sent_again(post: Post) -> None:
    post.owe("o_1")

    def die(_who: str, _what: Mapping[str, Any]) -> str:
        raise SystemExit

    post.answer = die
    with pytest.raises(SystemExit):
        post.run()
    assert post.states() == ["inflight"]
    post.run()
    assert post.states() == ["inflight"], "its sender may still be at it"
    post.clock.set(NOON + LEASE + timedelta(seconds=1))
    assert post.run() == {"unknown": 1}
    post.run()
    assert len(post.sent) == 1


def test_a_claim_that_waited_too_long_is_not_sent_by_a_second_one(post: Post) -> None:
    """The first send hangs until the lease of the others is nearly over: they go back unsent."""
    post.owe("o_1", "o_2", "o_3")

    def hang(_who: str, _what: Mapping[str, Any]) -> str:
        post.clock.advance(seconds=90)
        return "1"

    post.answer = hang
    assert post.run(threads=1) == {"accepted": 1, "queued": 2}
    assert len(post.sent) == 1
    post.answer = lambda _who, _what: "1"
    assert post.run() == {"accepted": 2}
    assert sorted(openid for openid, _ in post.sent) == ["o_1", "o_2", "o_3"]
    assert post.left() == [4, 4, 4]


def test_a_result_that_comes_after_the_row_was_given_up_changes_nothing(post: Post) -> None:
    post.owe("o_1")
    started, go_on = threading.Event(), threading.Event()

    def slow(_who: str, _what: Mapping[str, Any]) -> str:
        started.set()
        go_on.wait(patience.SECONDS)
        return "1"

    post.answer = slow
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post.run)
        assert started.wait(patience.SECONDS)
        post.clock.advance(minutes=3)
        assert post.run() == {"unknown": 1}
        go_on.set()
        first.result(patience.SECONDS)
    assert post.states() == ["unknown"]


@pytest.mark.parametrize(
    ("kind", "state", "left"),
    [
        ("retry", "queued", 5),
        ("quota", "queued", 5),
        ("window", "failed", 0),
        ("count", "failed", 0),
        ("recipient", "failed", 5),
        ("account", "failed", 5),
        ("content", "failed", 5),
        ("unknown", "unknown", 4),
    ],
)
def test_what_follows_from_each_failure(
    post: Post, kind: FailureKind, state: str, left: int
) -> None:
    """What was refused gives its place back; what may have arrived does not."""
    post.owe("o_1")
    post.answer = failing(kind, 1)
    post.run()
    assert post.states() == [state]
    assert post.left() == [left]
    assert len(post.sent) == 1
    post.run()
    assert len(post.sent) == 1, "not again at once"


def test_a_platform_that_stays_busy_is_asked_a_few_times_and_no_more(post: Post) -> None:
    post.owe("o_1")
    post.answer = failing("retry", -1)
    for _ in range(20):
        post.run()
        post.clock.advance(minutes=6)
    assert len(post.sent) == 5
    assert post.states() == ["failed"]


def test_an_unforeseen_error_is_unknown(post: Post) -> None:
    def burst(_who: str, _what: Mapping[str, Any]) -> str:
        raise ZeroDivisionError

    post.owe("o_1")
    post.answer = burst
    assert post.run() == {"unknown": 1}


def test_no_transaction_is_open_while_the_platform_is_asked(post: Post) -> None:
    """Another writer of the same contact goes ahead meanwhile."""
    post.owe("o_1")

    def write(_who: str, _what: Mapping[str, Any]) -> str:
        statement = sa.update(Contact).values(blocked=True)
        post.store.transact(lambda connection: connection.execute(statement).rowcount)
        return "1"

    post.answer = write
    assert post.run() == {"accepted": 1}


def test_what_is_cancelled_or_forbidden_is_not_sent(post: Post) -> None:
    post.owe("o_1", "o_2", "o_3")
    post.owe("o_4", left=0)
    first = post.rows()[0]
    with post.store.session() as session:
        assert outbox.cancel(session, first.id, now=NOON)
        session.execute(
            sa.update(Contact).where(Contact.external_id == "o_2").values(blocked=True)
        )
        gone = sa.update(Contact).where(Contact.external_id == "o_3")
        session.execute(gone.values(subscribed=False))
    assert post.run() == {"blocked": 3}
    assert post.sent == []
    assert [row.reason for row in post.rows()] == [
        None,
        "blocked contact",
        "unsubscribed",
        "window",
    ]
    with post.store.session() as session:
        assert not outbox.cancel(session, post.rows()[1].id, now=NOON)


def test_a_platform_that_is_away_for_an_hour_fails_nothing(post: Post) -> None:
    """No connection, or no token: that says nothing about any message."""
    post.owe("o_1", "o_2", "o_3")
    post.answer = away
    for _ in range(60):
        post.run()
        post.clock.advance(minutes=1)
    assert post.states() == ["queued"] * 3
    assert post.left() == [5, 5, 5]
    post.answer = lambda _who, _what: "1"
    assert post.run() == {"accepted": 3}


def test_nothing_more_of_an_account_is_tried_while_its_platform_is_away(post: Post) -> None:
    post.owe(*(f"o_{number}" for number in range(40)))
    post.answer = away
    post.run(threads=1)
    post.run(threads=1)
    assert len(post.sent) == 1
    post.clock.advance(seconds=6)
    post.run(threads=1)
    assert len(post.sent) == 2


def away(_who: str, _what: Mapping[str, Any]) -> str:
    raise AwayError("no token")


def test_the_pages_of_a_ticket_hear_what_became_of_its_message(post: Post) -> None:
    post.owe("o_1", ticket_id=7)
    post.owe("o_2", ticket_id=8, left=0)
    post.owe("o_3")
    assert post.run() == {"accepted": 2, "blocked": 1}

    with post.store.reading() as session:
        told = session.execute(sa.select(LiveEvent.topic, LiveEvent.kind)).all()
    assert {tuple(one) for one in told} == {("ticket:7", "delivery"), ("ticket:8", "delivery")}
