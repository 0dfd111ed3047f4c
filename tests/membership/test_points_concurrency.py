"""Many spenders of one account at once, from several processes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from membership import points
from membership.errors import InsufficientPointsError
from store.transactions import Store
from tests import patience
from tests.faults.together import together
from tests.membership.factories import NOON, make_member

pytestmark = pytest.mark.races

PROCESSES = 5
SPENDERS = 10
EARNERS = 8
PRICE = 7
BALANCE = 100


def _spend_all(url: str, member: int, process: int) -> list[bool]:
    """Be `SPENDERS` threads of one process that each try once."""
    patience.stretch()
    store = Store(url)

    def attempt(number: int) -> bool:
        def work(connection: Connection) -> bool:
            key = f"{process}:{number}"
            points.spend(connection, member, PRICE, source="test", key=key, now=NOON)
            return True

        try:
            return store.transact(work)
        except InsufficientPointsError:
            return False

    with ThreadPoolExecutor(SPENDERS) as threads:
        granted = list(threads.map(attempt, range(SPENDERS)))
    store.close()
    return granted


def _same_key(url: str, member: int) -> int:
    """Be one of several processes that earn by the same key."""
    patience.stretch()
    store = Store(url)

    def work(connection: Connection) -> int:
        return points.earn(connection, member, 5, source="test", key="one", now=NOON).id

    entry = store.transact(work)
    store.close()
    return entry


def test_exactly_the_affordable_number_of_spenders_succeeds(store: Store, store_url: str) -> None:
    with store.session() as session:
        member = make_member(session)
        points.earn(session, member, BALANCE, source="test", key="all", now=NOON)

    results = together(
        *((_spend_all, (store_url, member, process)) for process in range(PROCESSES))
    )

    granted = [one for process in results for one in process]
    assert len(granted) == PROCESSES * SPENDERS
    assert sum(granted) == BALANCE // PRICE
    with store.reading() as session:
        left = points.summary(session, member, now=NOON).balance
        assert left == BALANCE % PRICE
        assert points.check(session) == []


def test_one_key_from_many_processes_earns_once(store: Store, store_url: str) -> None:
    with store.session() as session:
        member = make_member(session)

    entries = together(*[(_same_key, (store_url, member))] * EARNERS)

    assert len(set(entries)) == 1
    with store.reading() as session:
        assert points.summary(session, member, now=NOON).balance == 5
