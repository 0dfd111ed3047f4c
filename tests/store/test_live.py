"""Live events: as true as the change they tell of, and passed on whatever order they commit in."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from store import live
from store.live import Event, Live, LiveEvent
from store.transactions import Store

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


@pytest.fixture
def bell(store: Store) -> Iterator[Live]:
    found = Live(store)
    yield found
    found.close()


def emit(store: Store, kind: str) -> None:
    with store.session() as session:
        live.emit(session, "test", kind, {"kind": kind}, now=NOW)


def take(heard: Iterator[Event | None], wanted: int) -> list[str]:
    kinds: list[str] = []
    for event in heard:
        if event is not None:
            kinds.append(event.kind)
        if len(kinds) >= wanted:
            break
    return kinds


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
        first = live.since(session, 0)[0].id
    heard = bell.listen(first, seconds=5)
    emit(store, "three")

    assert take(heard, 2) == ["two", "three"]


def test_everybody_who_listens_hears_everything(store: Store, bell: Live) -> None:
    listeners = [bell.listen(None, seconds=10) for _ in range(5)]
    heard: list[list[str]] = [[] for _ in listeners]

    def listen(number: int) -> None:
        heard[number] = take(listeners[number], 20)

    threads = [threading.Thread(target=listen, args=(n,)) for n in range(len(listeners))]
    for thread in threads:
        thread.start()
    for number in range(20):
        emit(store, str(number))
    for thread in threads:
        thread.join(timeout=15)

    assert heard == [[str(number) for number in range(20)]] * 5


def test_an_event_that_commits_late_is_not_passed_over(store: Store, bell: Live) -> None:
    """Ids are given before the commit: the lower one may appear after the higher one."""
    heard = bell.listen(None, seconds=10)
    with store.session() as session:
        session.add(LiveEvent(id=20, topic="t", kind="early", payload={}, at=NOW))
    assert take(heard, 1) == ["early"]
    with store.session() as session:
        session.add(LiveEvent(id=19, topic="t", kind="late", payload={}, at=NOW))

    assert take(heard, 1) == ["late"]


def test_places_are_bounded_and_given_back(store: Store) -> None:
    bell = Live(store, max_streams=2)
    assert [bell.enter() for _ in range(3)] == [True, True, False]
    bell.leave()
    assert bell.enter()


def test_old_events_are_forgotten(store: Store) -> None:
    emit(store, "old")
    with store.session() as session:
        live.prune(session, now=NOW + live.KEEP + timedelta(seconds=1))
        assert live.since(session, 0) == []


def test_a_long_absence_is_made_up_for_whole(store: Store, bell: Live) -> None:
    with store.session() as session:
        for number in range(450):
            live.emit(session, "t", str(number), now=NOW)

    assert take(bell.listen(0, seconds=10), 450) == [str(number) for number in range(450)]


def test_streams_end_when_the_process_is_asked_to(store: Store) -> None:
    told = threading.Event()
    bell = Live(store, leaving=told.is_set)
    heard = bell.listen(None, seconds=300)
    assert next(heard) is None
    told.set()

    assert [*heard] == []
    bell.close()
