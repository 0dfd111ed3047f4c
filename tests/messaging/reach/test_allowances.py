"""Consents and monthly quotas: taken once each, whoever takes, and given back when unused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from messaging.reach import accounts, allowances, consents, rules
from messaging.reach.allowances import Need
from store.transactions import Store, session_on
from tests.messaging.reach.people import ACCOUNT, DAY, NOON, make_contact

pytestmark = pytest.mark.races

TEMPLATE = "tmpl-birthday"


def give(store: Store, contact: int, times: int) -> None:
    with store.session() as session:
        for _ in range(times):
            consents.accepted(session, contact_id=contact, template=TEMPLATE, now=NOON)


def left(store: Store, contact: int) -> int:
    with store.reading() as session:
        return sum(one.remaining for one in consents.of_contact(session, contact))


def take(session: Session, contact: int, channel: str = "subscribe") -> str:
    return allowances.take(
        session,
        contact_id=contact,
        account=ACCOUNT,
        channel=channel,
        template="birthday" if channel == "subscribe" else "",
        now=NOON,
    )


@pytest.fixture
def contact(store: Store) -> int:
    with store.session() as session:
        accounts.note(session, ACCOUNT, kind="service", templates={"birthday": TEMPLATE}, now=NOON)
        return make_contact(session)


def test_each_accepted_tap_is_one_message(store: Store, contact: int) -> None:
    give(store, contact, 2)
    with store.session() as session:
        taken = [take(session, contact) for _ in range(3)]

    assert taken == [f"subscribe:{TEMPLATE}"] * 2 + [""]


@pytest.mark.parametrize(
    ("state", "code", "remaining"),
    [
        ("accepted", None, 1),
        ("unknown", None, 1),
        ("queued", 45011, 2),
        ("failed", 47003, 2),
        ("failed", 43101, 0),
    ],
)
def test_what_surely_was_not_used_comes_back_and_43101_empties(
    store: Store, contact: int, state: str, code: int | None, remaining: int
) -> None:
    give(store, contact, 2)
    with store.session() as session:
        taken = take(session, contact)
        allowances.settle(
            session, contact_id=contact, allowance=taken, state=state, code=code, now=NOON
        )

    assert left(store, contact) == remaining


def test_a_month_of_wecom_holds_what_the_rules_say(store: Store, contact: int) -> None:
    with store.session() as session:
        rules.save(session, {"wecom_a_month": 2}, actor="staff:1", now=NOON)
        first, second, third = (take(session, contact, "wecom") for _ in range(3))
        assert (first, second, third) == ("wecom:2026-11", "wecom:2026-11", "")
        allowances.settle(
            session, contact_id=contact, allowance=first, state="failed", code=1, now=NOON
        )
        assert take(session, contact, "wecom")
        need = Need(1, contact, ACCOUNT, "wecom")
        assert allowances.take_many(session, [need], now=NOON + 30 * DAY)


@given(st.lists(st.integers(0, 2), max_size=12), st.integers(0, 3))
def test_a_batch_takes_no_more_than_there_is(wanted: list[int], held: int) -> None:
    granted = allowances._granted(dict(enumerate(wanted)), dict.fromkeys(range(3), held))
    for key in range(3):
        mine = [one for one in granted if wanted[one] == key]
        assert len(mine) == min(held, wanted.count(key))


@pytest.mark.parametrize(("channel", "most"), [("subscribe", 3), ("wecom", 4)])
def test_workers_never_use_the_same_one_twice(
    store: Store, contact: int, channel: str, most: int
) -> None:
    give(store, contact, 3)
    assert len(list(filter(None, _race(store, lambda one: take(one, contact, channel))))) == most
    assert left(store, contact) == (0 if channel == "subscribe" else 3)


def _race(store: Store, work: Callable[[Session], str]) -> list[str]:
    start = Barrier(4)

    def worker(_number: int) -> list[str]:
        start.wait()
        return [_once(store, work) for _ in range(3)]

    with ThreadPoolExecutor(4) as pool:
        return [taken for found in pool.map(worker, range(4)) for taken in found]


def _once(store: Store, work: Callable[[Session], str]) -> str:
    def run(connection: object) -> str:
        with session_on(connection) as session:  # type: ignore[arg-type]
            taken = work(session)
            session.commit()
            return taken

    return store.transact(run)
