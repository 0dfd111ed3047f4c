"""Many pieces of work, one commit: nothing is said before it, and nobody falls with another."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from store.later import Later
from store.transactions import Store
from tests import patience

pytestmark = pytest.mark.races


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "group.sqlite3"


@pytest.fixture
def opened(file: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{file}")
    store.transact(
        lambda connection: connection.exec_driver_sql("CREATE TABLE t (id INTEGER, x BLOB)")
    )
    yield store
    store.close()


def add(number: int, size: int = 1) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        connection.exec_driver_sql("INSERT INTO t VALUES (?, zeroblob(?))", (number, size))
        return number

    return work


def broken(number: int, error: BaseException) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        add(number)(connection)
        raise error

    return work


def rows(file: Path) -> list[int]:
    with sqlite3.connect(file) as connection:
        found = [row[0] for row in connection.execute("SELECT id FROM t ORDER BY rowid")]
    connection.close()
    return found


def as_one_batch(store: Store, works: list[Callable[[Connection], Any]]) -> list[Later[Any]]:
    """Submit while the writer is busy, so that all meet in the next batch."""
    busy, go_on = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        busy.set()
        go_on.wait(patience.SECONDS)

    held = store.submit(hold)
    assert busy.wait(patience.SECONDS)
    futures = [store.submit(work) for work in works]
    go_on.set()
    held.exception(patience.SECONDS)
    return futures


def outcome(future: Later[Any]) -> Any:
    error = future.exception(patience.SECONDS)
    return type(error).__name__ if error else future.result()


@pytest.fixture
def commits(opened: Store) -> list[None]:
    """One entry for each commit that began."""
    begun: list[None] = []
    event.listen(opened.engine, "commit", lambda _connection: begun.append(None))
    return begun


def test_many_works_share_one_commit(opened: Store, file: Path, commits: list[None]) -> None:
    futures = as_one_batch(opened, [add(number) for number in range(20)])
    assert [outcome(future) for future in futures] == list(range(20))
    assert rows(file) == list(range(20))
    assert len(commits) == 1


def test_a_failing_work_takes_nothing_else_with_it(opened: Store, file: Path) -> None:
    works = [add(1), broken(2, ValueError()), add(3), broken(4, KeyError()), add(5)]
    assert [outcome(future) for future in as_one_batch(opened, works)] == [
        1,
        "ValueError",
        3,
        "KeyError",
        5,
    ]
    assert rows(file) == [1, 3, 5]


def test_a_bad_statement_takes_nothing_else_with_it(opened: Store, file: Path) -> None:
    bad = lambda connection: connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")  # noqa: E731
    assert [outcome(future) for future in as_one_batch(opened, [add(1), bad, add(2)])] == [
        1,
        "OperationalError",
        2,
    ]
    assert rows(file) == [1, 2]


def test_nobody_is_answered_before_the_commit(opened: Store, file: Path) -> None:
    futures: list[Later[Any]] = []
    early: list[bool] = []
    event.listen(
        opened.engine, "commit", lambda _: early.append(any(one.done() for one in futures))
    )
    futures += as_one_batch(opened, [add(number) for number in range(5)])
    assert [outcome(future) for future in futures] == list(range(5))
    assert early == [False]
    assert rows(file) == list(range(5))


def test_a_failing_commit_fails_everybody_and_keeps_nothing(
    opened: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_connection: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(opened.engine.dialect, "do_commit", full)
        futures = as_one_batch(opened, [add(1), broken(2, ValueError()), add(3)])
        assert [outcome(future) for future in futures] == [
            "OperationalError",
            "ValueError",
            "OperationalError",
        ]
    assert rows(file) == []
    assert opened.submit(add(4)).result(patience.SECONDS) == 4
    assert rows(file) == [4]


def test_on_a_full_disk_everybody_hears_the_truth(opened: Store, file: Path) -> None:
    def no_more(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")

    works = [no_more, add(1), add(2, 40_000), add(3, 400_000), add(4), add(5, 90_000), add(6)]
    outcomes = [outcome(future) for future in as_one_batch(opened, works)][1:]
    assert "OperationalError" in outcomes
    assert rows(file) == [said for said in outcomes if isinstance(said, int)]


@pytest.mark.parametrize("at", [0, 1, 3])
def test_an_exit_inside_a_work_leaves_nobody_waiting(opened: Store, file: Path, at: int) -> None:
    works = [add(number) for number in range(4)]
    works[at] = broken(at, SystemExit())
    outcomes = [outcome(future) for future in as_one_batch(opened, works)]
    assert outcomes[at] == "SystemExit"
    assert rows(file) == [said for said in outcomes if isinstance(said, int)]
    assert opened.submit(add(9)).result(patience.SECONDS) == 9


def test_closing_finishes_what_is_queued(file: Path, opened: Store) -> None:
    store = Store(f"sqlite:///{file}")
    futures = [store.submit(add(number)) for number in range(150)]
    store.close()
    assert [future.result(0) for future in futures] == list(range(150))
    assert rows(file) == list(range(150))
    with pytest.raises(RuntimeError):
        store.submit(add(1))


def test_a_foreign_writer_is_waited_for(opened: Store, file: Path) -> None:
    foreign = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    foreign.execute("BEGIN IMMEDIATE")
    future = opened.submit(add(1))
    time.sleep(0.2)
    assert not future.done()
    foreign.execute("COMMIT")
    assert future.result(patience.SECONDS) == 1
    foreign.close()


def test_a_foreign_writer_that_stays_fails_the_batch_and_not_the_writer(
    opened: Store, file: Path
) -> None:
    opened.transact(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 50"))
    foreign = sqlite3.connect(file, isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        opened.submit(add(1)).result(patience.SECONDS)
    foreign.execute("COMMIT")
    foreign.close()
    assert opened.submit(add(2)).result(patience.SECONDS) == 2
    assert rows(file) == [2]


def test_threads_and_units_of_work_take_turns(opened: Store, file: Path) -> None:
    """Group commit, `transact` and `session` write side by side; nothing is lost."""

    def write(number: int) -> None:
        if number % 3 == 0:
            opened.submit(add(number)).result(patience.SECONDS)
        elif number % 3 == 1:
            opened.transact(add(number))
        else:
            with opened.session() as session:
                add(number)(session.connection())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(90)))
    assert sorted(rows(file)) == list(range(90))


def test_reading_never_waits_for_a_writer(opened: Store) -> None:
    opened.submit(add(1)).result(patience.SECONDS)
    release, writing = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        add(2)(connection)
        writing.set()
        release.wait(patience.SECONDS)

    future = opened.submit(slow)
    assert writing.wait(patience.SECONDS)
    with opened.reading() as session:
        counted = session.connection().exec_driver_sql("SELECT count(*) FROM t").scalar_one()
    assert counted == 1
    assert not future.done()
    release.set()
    future.result(patience.SECONDS)
