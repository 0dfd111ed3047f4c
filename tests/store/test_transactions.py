"""One piece of work, one transaction, on every database."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from messaging.models import Contact
from store.errors import is_unavailable, may_retry, reason_of
from store.transactions import Store, session_on
from store.writer import NestedWriteError
from tests import patience
from tests.servers.connections import end_others

pytestmark = pytest.mark.races

NOW = datetime(2026, 6, 10, tzinfo=UTC)


class BrokenError(Exception):
    """Work that goes wrong."""


def add(openid: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        row = {"account": "a", "external_id": openid, "created_at": NOW}
        connection.execute(sa.insert(Contact), [row])
        return openid

    return work


def openids(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(sa.select(Contact.external_id).order_by(Contact.id)))


def test_work_is_committed_before_its_future_is_done(store: Store) -> None:
    assert store.submit(add("o_1")).result(patience.SECONDS) == "o_1"
    assert openids(store) == ["o_1"]


def test_work_that_fails_leaves_nothing(store: Store) -> None:
    def broken(connection: Connection) -> None:
        add("o_1")(connection)
        raise BrokenError

    with pytest.raises(BrokenError):
        store.submit(broken).result(patience.SECONDS)
    with pytest.raises(BrokenError):
        store.transact(broken)
    with pytest.raises(BrokenError), store.session() as session:
        broken(session.connection())
    assert openids(store) == []


def test_a_second_transaction_of_a_thread_is_refused_instead_of_waiting_for_ever(
    tmp_path: Path,
) -> None:
    store = Store(f"sqlite:///{tmp_path}/nested.db")
    with store.session(), pytest.raises(NestedWriteError):
        store.transact(lambda connection: connection.execute(sa.text("SELECT 1")))
    assert store.transact(lambda connection: connection.scalar(sa.text("SELECT 1"))) == 1
    store.close()


def test_a_session_inside_foreign_work_shares_its_fate(store: Store) -> None:
    def work(connection: Connection) -> None:
        with session_on(connection) as session:
            session.add(Contact(account="a", external_id="o_1", created_at=NOW))
            session.commit()
        raise BrokenError

    with pytest.raises(BrokenError):
        store.transact(work)
    assert openids(store) == []


def test_closing_finishes_what_was_submitted(store_url: str, store: Store) -> None:
    closing = Store(store_url)
    futures = [closing.submit(add(f"o_{number}")) for number in range(40)]
    closing.close()
    assert all(future.done() for future in futures)
    assert len(openids(store)) == 40


def test_writers_of_two_processes_lose_nothing(store_url: str, store: Store) -> None:
    """Two stores on one database are what two processes are to each other."""
    store.transact(add("o_1"))
    other = Store(store_url)

    def increase(number: int) -> None:
        writer = (store, other)[number % 2]
        statement = sa.update(Contact).values(held=Contact.held + 1)
        writer.transact(lambda connection: connection.execute(statement).rowcount)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(increase, range(60)))
    other.close()
    with store.reading() as session:
        assert session.scalars(sa.select(Contact.held)).one() == 60


def test_a_deadlock_is_tried_again(store: Store) -> None:
    """Two works lock two rows in opposite order; both are done in the end, each once."""
    for openid in ("o_1", "o_2"):
        store.transact(add(openid))
    meeting = threading.Barrier(2)
    met: set[str] = set()

    def both(first: str, second: str) -> Callable[[Connection], None]:
        def work(connection: Connection) -> None:
            for openid in (first, second):
                if openid == second and first not in met and store.dialect != "sqlite":
                    met.add(first)
                    meeting.wait(patience.SECONDS)
                connection.execute(
                    sa.update(Contact)
                    .where(Contact.external_id == openid)
                    .values(held=Contact.held + 1)
                )

        return work

    futures = [store.submit(both("o_1", "o_2")), store.submit(both("o_2", "o_1"))]
    for future in futures:
        future.result(patience.SECONDS)
    with store.reading() as session:
        assert session.scalars(sa.select(Contact.held)).all() == [2, 2]


class Named(Exception):  # noqa: N818 - it stands for a driver's error
    def __init__(self, sqlstate: str = "", *args: object) -> None:
        super().__init__(*args)
        self.sqlstate = sqlstate


def test_only_what_the_database_undid_whole_is_tried_again() -> None:
    assert may_retry(Named("40001"))
    assert may_retry(Named("40P01"))
    assert may_retry(Named("", 1213, "Deadlock found"))
    assert may_retry(Named("", 1205, "Lock wait timeout exceeded"))
    assert not may_retry(Named("23505"))
    assert not may_retry(Named("", 1062, "Duplicate entry"))
    assert not may_retry(ValueError())


def test_a_database_that_is_away_is_told_from_wrong_work(store: Store) -> None:
    away = Store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(sa.exc.OperationalError) as unreachable:
        away.transact(add("o_1"))
    away.close()
    assert is_unavailable(unreachable.value)
    assert "127.0.0.1" in reason_of(unreachable.value)
    assert "contact" not in reason_of(unreachable.value)
    assert reason_of(ValueError()) == "ValueError"
    store.transact(add("o_1"))
    with pytest.raises(sa.exc.IntegrityError) as twice:
        store.transact(add("o_1"))
    assert not is_unavailable(twice.value)
    assert not is_unavailable(ValueError())


def test_nobody_notices_that_the_database_was_started_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of its connections end meanwhile; none of them is given out once more."""
    monkeypatch.setattr("store.engine.FRESH_SECONDS", 0)
    with ExitStack() as several:
        for _ in range(3):
            several.enter_context(store.reading()).execute(sa.text("SELECT 1"))
    store.submit(add("o_1")).result(patience.SECONDS)
    _end_connections(store)
    assert store.submit(add("o_2")).result(patience.SECONDS) == "o_2"
    _end_connections(store)
    assert openids(store) == ["o_1", "o_2"]
    _end_connections(store)
    with store.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 2


def _end_connections(store: Store) -> None:
    """As a server that ends does; SQLite has none."""
    engine = sa.create_engine(store.engine.url)
    with engine.connect() as connection:
        end_others(connection)
    engine.dispose()
