"""Mass sends: gathered from equal rows, within the quotas, one call however often it is made."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from messaging import outbox
from messaging.deliverer import Deliverer
from messaging.errors import AwayError, SendError
from messaging.gates import Pending, Verdict
from messaging.reach import accounts, ledger_repository, mass
from messaging.reach.mass_deliverer import BACKOFF, MassDeliverer
from messaging.reach.mass_values import Draft, MassCounts
from messaging.reach.values import BLOCKED_CONTACT, MASS_NEEDS_TWO, QUOTA_USED
from store.clock import ManualClock
from store.transactions import Store
from tests.messaging.reach.people import ACCOUNT, DAY, NOON, SHANGHAI, make_contact, make_row

pytestmark = pytest.mark.races

HELLO = {"type": "text", "text": "双十一快乐"}
MASS = {"type": "mass", "content": HELLO}
LATER = timedelta(minutes=2)
Gate = Callable[[Session, Sequence[Pending], Any], Mapping[int, Verdict]]


class Platform:
    """Takes mass sends as WeChat does: a client id it knows is answered with the same number."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, ManualClock(NOON)
        self.calls: list[tuple[str, tuple[str, ...]]] = []
        self.jobs: dict[str, str] = {}
        self.trouble: list[SendError | None] = []

    def to_list(self, openids: Sequence[str], payload: Mapping[str, Any], client_id: str) -> str:
        return self._take(client_id, tuple(openids), payload)

    def to_all(self, payload: Mapping[str, Any], client_id: str, tag: str = "") -> str:
        return self._take(client_id, ("*", tag), payload)

    def _take(self, client_id: str, whom: tuple[str, ...], payload: Mapping[str, Any]) -> str:
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble is None or trouble.kind == "unknown":
            self.jobs.setdefault(client_id, str(len(self.jobs) + 1))
            self.calls.append((client_id, whom))
        if trouble is not None:
            raise trouble
        assert payload == HELLO
        return self.jobs[client_id]

    def run(self, *gates: Gate) -> dict[str, int]:
        deliverer = MassDeliverer(
            self.store, {ACCOUNT: self}, self.clock, SHANGHAI, name="test", gates=gates
        )
        return dict(+deliverer.run())

    def owe(self, *openids: str, **values: Any) -> list[int]:
        with self.store.session() as session:
            return [
                make_row(
                    session,
                    make_contact(session, openid, **values),
                    openid,
                    channel="mass",
                    payload=MASS,
                    at=self.clock.now(),
                )
                for openid in openids
            ]

    def rows(self) -> list[tuple[str, str | None]]:
        with self.store.reading() as session:
            return [(row.state, row.reason) for row in outbox.sendings(session)[::-1]]

    def sends(self) -> list[str]:
        with self.store.reading() as session:
            return [one.state for one in mass.sendings(session)]

    def used(self, contacts: int) -> list[int]:
        with self.store.reading() as session:
            ids = list(range(1, contacts + 1))
            found = ledger_repository.used(session, ids, "mass", "2026-11")
            return [found.get(one, 0) for one in ids]


@pytest.fixture
def platform(store: Store) -> Platform:
    return Platform(store)


def test_rows_that_say_the_same_become_one_call(platform: Platform) -> None:
    platform.owe("a", "b", "c")
    assert platform.run() == {}
    platform.clock.advance(minutes=2)

    assert platform.run() == {"gathered": 3, "accepted": 1}
    assert [whom for _, whom in platform.calls] == [("a", "b", "c")]
    assert platform.rows() == [("accepted", None)] * 3
    assert platform.used(3) == [1, 1, 1]
    assert platform.run() == {}


def test_a_single_receiver_is_no_mass_send(platform: Platform) -> None:
    platform.owe("a")
    platform.clock.advance(minutes=2)

    assert platform.run() == {"blocked": 1}
    assert platform.rows() == [("blocked", MASS_NEEDS_TWO)]


def test_a_lost_answer_is_asked_for_again_under_the_same_key(platform: Platform) -> None:
    platform.owe("a", "b")
    platform.clock.advance(minutes=2)
    platform.trouble = [SendError("unknown", detail="reset"), SendError("retry", -1), None]
    outcomes = []
    for _ in range(3):
        outcomes.append(platform.run())
        platform.clock.advance(minutes=10)

    assert outcomes == [{"gathered": 2, "queued": 1}, {"queued": 1}, {"accepted": 1}]
    assert len({client_id for client_id, _ in platform.calls}) == 1
    assert platform.rows() == [("accepted", None)] * 2
    assert platform.used(2) == [1, 1]


def test_who_died_while_submitting_is_followed_by_another(platform: Platform) -> None:
    platform.owe("a", "b")
    platform.clock.advance(minutes=2)

    def die(*_args: Any) -> str:
        raise SystemExit

    whole = platform.to_list
    platform.to_list = die  # type: ignore[method-assign, assignment]
    with pytest.raises(SystemExit):
        platform.run()
    platform.to_list = whole  # type: ignore[method-assign]
    assert platform.run() == {}
    platform.clock.advance(minutes=3)

    assert platform.run() == {"accepted": 1}
    assert platform.rows() == [("accepted", None)] * 2
    assert platform.used(2) == [1, 1]


def test_an_answer_that_stays_lost_ends_unknown_and_keeps_its_quota(platform: Platform) -> None:
    platform.owe("a", "b")
    platform.clock.advance(minutes=2)
    platform.trouble = [SendError("unknown", detail="reset") for _ in range(len(BACKOFF) + 1)]
    while platform.trouble:
        platform.run()
        platform.clock.advance(minutes=20)

    assert platform.rows() == [("unknown", "reset")] * 2
    assert platform.used(2) == [1, 1]
    assert platform.run() == {}


@pytest.mark.parametrize("error", [SendError("content", 45066), SendError("quota", 45028)])
def test_what_surely_was_not_sent_gives_its_quota_back(
    platform: Platform, error: SendError
) -> None:
    platform.owe("a", "b")
    platform.clock.advance(minutes=2)
    platform.trouble = [error]

    assert platform.run() == {"gathered": 2, "failed": 1}
    reason = QUOTA_USED if error.code == 45028 else "content"
    assert platform.rows() == [("failed", reason)] * 2
    assert platform.used(2) == [0, 0]


def test_a_used_up_day_of_calls_lets_the_rows_wait_for_the_next(platform: Platform) -> None:
    platform.owe("a", "b")
    platform.clock.advance(minutes=2)
    platform.trouble = [SendError("quota", 45009)]
    platform.run()
    assert platform.rows() == [("queued", "quota")] * 2
    assert platform.run() == {}
    platform.clock.advance(hours=24)

    assert platform.run() == {"gathered": 2, "accepted": 1}
    assert platform.rows() == [("accepted", None)] * 2
    assert platform.used(2) == [1, 1]


def test_four_a_month_and_the_fifth_is_blocked(platform: Platform) -> None:
    with platform.store.session() as session:
        who = [make_contact(session, one) for one in ("a", "b", "c")]
        for number in range(5):
            rows = who[:2] if number < 2 else who
            for contact in rows:
                make_row(session, contact, f"{number}:{contact}", channel="mass", payload=MASS)
    for _ in range(5):
        platform.clock.advance(minutes=2)
        platform.run()

    assert platform.used(3) == [4, 4, 3]
    assert [row for row in platform.rows() if row[0] != "accepted"] == [
        ("blocked", QUOTA_USED)
    ] * 2


def test_gates_and_departures_are_heeded_while_gathering(platform: Platform) -> None:
    first, *_ = platform.owe("a", "b", "c", "d")
    platform.owe("gone", subscribed=False)
    platform.owe("bad", blocked=True)
    platform.clock.advance(minutes=2)
    until = platform.clock.now() + DAY

    def gate(_session: Session, pending: Sequence[Pending], _now: Any) -> dict[int, Verdict]:
        return {one.id: Verdict("quiet hours", until) for one in pending if one.id == first}

    assert platform.run(gate) == {"gathered": 3, "blocked": 2, "postponed": 1, "accepted": 1}
    assert platform.rows() == [
        ("queued", "quiet hours"),
        *[("accepted", None)] * 3,
        ("blocked", "unfollowed"),
        ("blocked", BLOCKED_CONTACT),
    ]


def test_a_report_of_failure_undoes_the_acceptance(platform: Platform) -> None:
    platform.owe("a", "b")
    platform.clock.advance(minutes=2)
    platform.run()
    with platform.store.session() as session:
        counts = MassCounts("err(10001)", 2, 2, 0, 2)
        assert mass.finished(session, ACCOUNT, "1", counts, now=NOON)
        assert not mass.finished(session, ACCOUNT, "1", counts, now=NOON)

    assert platform.rows() == [("failed", "err(10001)")] * 2
    assert platform.used(2) == [0, 0]


def test_a_report_that_comes_before_the_answer_is_kept(platform: Platform) -> None:
    counts = MassCounts("send success", 2, 2, 1, 1)
    platform.owe("a", "b")
    platform.clock.advance(minutes=2)
    with platform.store.session() as session:
        mass.finished(session, ACCOUNT, "1", counts, now=NOON)
    platform.run()

    with platform.store.reading() as session:
        [send] = mass.sendings(session)
    assert send.counts == counts
    assert send.state == "accepted"


def test_the_same_key_makes_the_same_send(store: Store) -> None:
    draft = Draft(ACCOUNT, HELLO, "marketing", "announcement:1", "announcement:1", "all")
    with store.session() as session:
        first = mass.create(session, draft, now=NOON)
        assert mass.create(session, draft, now=NOON) == first
        with pytest.raises(mass.TooFewReceiversError):
            mass.create(session, Draft(ACCOUNT, HELLO, "m", "a", "k"), [(1, None)], now=NOON)


def test_a_send_to_all_counts_for_every_follower(platform: Platform) -> None:
    with platform.store.session() as session:
        make_contact(session, "a")
        make_contact(session, "gone", subscribed=False)
        draft = Draft(ACCOUNT, HELLO, "marketing", "announcement:1", "announcement:1", "all")
        [send_id] = mass.create(session, draft, now=NOON)

    assert platform.run() == {"accepted": 1}
    assert platform.calls[0][1] == ("*", "")
    assert platform.used(2) == [1, 0]
    with platform.store.session() as session:
        assert not mass.cancel(session, send_id, now=NOON)
        assert mass.withdrawn(session, send_id, now=NOON)
        assert mass.get(session, send_id).state == "withdrawn"


def test_a_subscription_account_sends_once_a_day(platform: Platform) -> None:
    with platform.store.session() as session:
        accounts.note(session, ACCOUNT, kind="subscription", now=NOON)
        for number in range(2):
            draft = Draft(ACCOUNT, HELLO, "marketing", "a", f"announcement:{number}", "all")
            mass.create(session, draft, now=NOON)

    assert platform.run() == {"accepted": 1}
    assert platform.sends() == ["blocked", "accepted"]


def test_workers_submit_each_send_once(platform: Platform) -> None:
    platform.owe(*(f"o_{number}" for number in range(20)))
    with platform.store.session() as session:
        for number in range(3):
            draft = Draft(ACCOUNT, HELLO, "marketing", "a", f"announcement:{number}", "all")
            mass.create(session, draft, now=NOON)
    platform.clock.advance(minutes=2)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: [platform.run() for _ in range(3)], range(4)))

    assert len(platform.calls) == len({client_id for client_id, _ in platform.calls}) == 4
    assert platform.rows() == [("accepted", None)] * 20


def test_the_ordinary_deliverer_leaves_mass_rows_alone(platform: Platform) -> None:
    platform.owe("a", "b")
    with platform.store.session() as session:
        window: dict[str, Any] = {"message_left": 5, "message_until": NOON + DAY}
        contact = make_contact(session, "c", **window)
        make_row(session, contact, "mass first", channel="mass", payload=MASS)
        make_row(session, contact, "then a word")
    said: list[str] = []

    class Sender:
        def send(self, external_id: str, _payload: Mapping[str, Any]) -> str:
            said.append(external_id)
            return ""

    deliverer = Deliverer(platform.store, {ACCOUNT: Sender()}, platform.clock, SHANGHAI, name="t")
    deliverer.run()
    assert said == ["c"]
    platform.clock.advance(minutes=2)
    platform.run()
    platform.clock.advance(minutes=10)
    deliverer.run()
    deliverer.close()

    assert [state for state, _ in platform.rows()] == ["accepted"] * 4


@given(st.integers(0, 200), st.integers(2, 30))
def test_shares_hold_everybody_once_and_leave_nobody_alone(items: int, most: int) -> None:
    parts = list(mass.shares(range(items), most))
    assert [one for part in parts for one in part] == list(range(items))
    assert all(len(part) <= most for part in parts)
    if items > 2 and most > 2:
        assert all(len(part) >= 2 for part in parts)


def test_hours_without_the_platform_use_up_no_attempts(platform: Platform) -> None:
    platform.owe("a", "b")
    platform.clock.advance(minutes=2)
    away = [AwayError("no connection") for _ in range(12)]
    busy = [SendError("rate", 45011), *(SendError("retry", -1) for _ in BACKOFF)]
    platform.trouble = [*away, *busy, None]
    for _ in (*away, *busy):
        platform.run()
        platform.clock.advance(minutes=15)

    assert platform.run() == {"accepted": 1}
    assert platform.used(2) == [1, 1]
