"""Live events: as true as the change they tell of, and passed on whatever order they commit in."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from store import live
from store.cursor import Cursor
from store.listening import PAGE, Live
from store.live import LiveEvent
from store.tail import KEPT, News
from store.transactions import Store
from tests import patience

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


@pytest.fixture
def bell(store: Store) -> Iterator[Live]:
    found = Live(store)
    yield found
    found.close()


def emit(store: Store, kind: str) -> None:
    with store.session() as session:
        live.emit(session, "test", kind, {"kind": kind}, now=NOW)


def take(heard: Iterator[News | None], wanted: int) -> list[str]:
    kinds: list[str] = []
    for news in heard:
        kinds += [event.kind for event in news.events] if news else []
        if len(kinds) >= wanted:
            break
    return kinds


def put(store: Store, *ids: int) -> None:
    """Events that were given their ids whenever, and are committed now."""
    with store.session() as session:
        session.add_all(
            LiveEvent(id=one, topic="t", kind=str(one), payload={}, at=NOW) for one in ids
        )


def ask(bell: Live, cursor: Cursor, wanted: int) -> tuple[list[str], Cursor]:
    """Ask as a page does, until so many events have come."""
    kinds: list[str] = []
    for _ in range(3000):
        news = bell.news(cursor)
        kinds += [event.kind for event in news.events]
        cursor = news.cursor
        if len(kinds) >= wanted:
            break
        time.sleep(0.01)
    return kinds, cursor


def test_an_event_of_a_change_that_failed_does_not_exist(store: Store) -> None:
    def fail() -> None:
        with store.session() as session:
            live.emit(session, "test", "undone", now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.reading() as session:
        assert live.latest(session) == 0


def test_what_was_missed_is_replayed_and_then_what_comes(store: Store, bell: Live) -> None:
    emit(store, "one")
    emit(store, "two")
    with store.reading() as session:
        first = live.newest(session, 2)[0].id
    heard = bell.listen(Cursor(first), seconds=patience.SECONDS)
    emit(store, "three")

    assert take(heard, 2) == ["two", "three"]


def test_everybody_who_listens_hears_everything(store: Store, bell: Live) -> None:
    listeners = [bell.listen(None, seconds=patience.SECONDS) for _ in range(5)]
    heard: list[list[str]] = [[] for _ in listeners]

    def listen(number: int) -> None:
        heard[number] = take(listeners[number], 20)

    threads = [threading.Thread(target=listen, args=(n,)) for n in range(len(listeners))]
    for thread in threads:
        thread.start()
    for number in range(20):
        emit(store, str(number))
    for thread in threads:
        thread.join()

    assert heard == [[str(number) for number in range(20)]] * 5


def test_an_event_that_commits_late_is_not_passed_over(store: Store, bell: Live) -> None:
    """Ids are given before the commit: the lower one may appear after the higher one."""
    heard = bell.listen(None, seconds=patience.SECONDS)
    put(store, 20)
    assert take(heard, 1) == ["20"]
    put(store, 19)

    assert take(heard, 1) == ["19"]


def test_a_page_opened_before_a_late_commit_hears_of_it(store: Store, bell: Live) -> None:
    put(store, *range(1, 19), 20)
    with store.reading() as session:
        cursor = live.position(session)
    bell.cursor()
    put(store, 19)

    assert ask(bell, cursor, 1) == (["19"], Cursor(20))


def test_a_tab_may_ask_two_processes_in_turn(store: Store, bell: Live) -> None:
    """Each has heard in an order of its own; the cursor says what this tab has not heard."""
    other = Live(store)
    put(store, 20)
    assert ask(bell, Cursor(0), 1)[0] == ["20"]
    put(store, 19, 21)

    kinds, cursor = ask(other, Cursor(20, (19,)), 2)
    assert sorted(kinds) == ["19", "21"]
    put(store, 22)
    assert ask(bell, cursor, 1) == (["22"], Cursor(22))
    other.close()


def test_a_cursor_beyond_memory_is_answered_from_the_database(store: Store, bell: Live) -> None:
    with store.session() as session:
        for number in range(KEPT + PAGE + 50):
            live.emit(session, "t", str(number), now=NOW)
    assert bell.heard(Cursor(0)) is None

    kinds, cursor = ask(bell, Cursor(0), KEPT + PAGE + 50)
    assert kinds == [str(number) for number in range(KEPT + PAGE + 50)]
    assert bell.news(cursor) == News(cursor)


def test_a_cursor_that_never_was_begins_anew(store: Store, bell: Live) -> None:
    """The database was put back to an earlier day, or somebody made a number up."""
    put(store, 1)

    assert bell.news(Cursor(10**16)).cursor == Cursor(1)


def test_places_are_bounded_and_given_back(store: Store) -> None:
    bell = Live(store, max_streams=2)
    assert [bell.enter() for _ in range(3)] == [True, True, False]
    bell.leave()
    assert bell.enter()


def test_old_events_are_forgotten(store: Store) -> None:
    """The newest stays: its number must not be given again, cursors stand at it."""
    for kind in ("one", "two", "three"):
        emit(store, kind)
    with store.session() as session:
        cursor = live.position(session)
        live.prune(session, now=NOW + live.KEEP + timedelta(seconds=1))
        assert [event.kind for event in live.newest(session, 9)] == ["three"]
    emit(store, "next")

    with store.reading() as session:
        assert [event.kind for event in live.since(session, cursor, 9)] == ["next"]


def test_a_long_absence_is_made_up_for_whole(store: Store, bell: Live) -> None:
    with store.session() as session:
        for number in range(450):
            live.emit(session, "t", str(number), now=NOW)

    assert take(bell.listen(Cursor(0), seconds=patience.SECONDS), 450) == [
        str(number) for number in range(450)
    ]


def test_streams_end_when_the_process_is_asked_to(store: Store) -> None:
    told = threading.Event()
    bell = Live(store, leaving=told.is_set)
    heard = bell.listen(None, seconds=300)
    assert next(heard) is None
    told.set()

    assert [*heard] == []
    bell.close()


@pytest.mark.races
def test_transactions_that_overlap_are_all_heard(store: Store, bell: Live) -> None:
    """SQLite writes one after the other; elsewhere the first id is committed last."""
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with store.session() as session:
            live.emit(session, "test", "slow", now=NOW)
            session.flush()
            begun.set()
            may_end.wait(patience.SECONDS)

    def quick() -> None:
        begun.wait(patience.SECONDS)
        emit(store, "quick")

    threads = [threading.Thread(target=slow), threading.Thread(target=quick)]
    for thread in threads:
        thread.start()
    first, cursor = list[str](), Cursor(0)
    if store.dialect != "sqlite":
        first, cursor = ask(bell, cursor, 1)
        with store.reading() as session:
            page = live.position(session)
    may_end.set()
    for thread in threads:
        thread.join()

    if store.dialect != "sqlite":
        assert (first, page) == (["quick"], cursor)
    assert sorted([*first, *ask(bell, cursor, 2 - len(first))[0]]) == ["quick", "slow"]
