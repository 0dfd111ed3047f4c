"""An announcement goes out as a second person has seen and approved it, or not at all."""

from typing import Any

import pytest

from announcements import editing
from announcements.errors import ChangedError, SamePersonError, StateError
from membership.errors import FieldError
from store.transactions import Store
from tests.announcements.house import EVERYBODY, SECOND, WRITER, House
from tests.messaging.reach.people import HOUR, NOON

TEXT = {"kind": "text", "text": "改了"}
CHANGE: Any = {"name": "周末", "content": TEXT, "target": EVERYBODY, "send_at": None}


def test_written_submitted_and_approved(store: Store) -> None:
    house = House(store)
    number = house.write(send_at=NOON + HOUR)
    house.approve(number)

    with store.session() as session:
        found = editing.get(session, number)
        told = [(event.kind, event.actor) for event in editing.events(session, number)]
    assert (found.state, found.submitted_by, found.decided_by) == ("approved", WRITER, SECOND)
    assert told == [("draft", WRITER), ("submitted", WRITER), ("approved", SECOND)]


def test_nobody_approves_their_own(store: Store) -> None:
    house = House(store)
    number = house.write()
    with store.session() as session:
        editing.submit(session, number, seen=1, actor="staff:3", now=NOON)

        for actor in (WRITER, "staff:3"):
            with pytest.raises(SamePersonError):
                editing.approve(session, number, seen=1, actor=actor, now=NOON)


def test_what_was_edited_meanwhile_is_not_approved(store: Store) -> None:
    house = House(store)
    number = house.write()
    with store.session() as session:
        version = editing.edit(session, number, seen=1, actor=WRITER, now=NOON, **CHANGE)
        with pytest.raises(ChangedError) as refused:
            editing.submit(session, number, seen=1, actor=WRITER, now=NOON)
        assert refused.value.version == version == 2
        editing.submit(session, number, seen=2, actor=WRITER, now=NOON)
        with pytest.raises(StateError):
            editing.edit(session, number, seen=2, actor=WRITER, now=NOON, **CHANGE)
        editing.give_back(session, number, reason="价格写错了", actor=SECOND, now=NOON)
        assert editing.get(session, number).reason == "价格写错了"
        editing.edit(session, number, seen=2, actor=WRITER, now=NOON, **CHANGE)


def test_a_time_that_is_over_is_refused(store: Store) -> None:
    house = House(store)
    with pytest.raises(FieldError):
        house.write(send_at=NOON - HOUR)
    number = house.write(send_at=NOON + HOUR)
    house.clock.advance(hours=2)

    with pytest.raises(FieldError) as refused:
        house.approve(number)

    assert refused.value.field == "send_at"


def test_unknown_robots_and_pictures_are_refused(store: Store) -> None:
    house = House(store)
    with pytest.raises(FieldError) as refused:
        house.write(target={"by": "robots", "robots": [7]})
    assert refused.value.field == "robots"
    with store.session() as session, pytest.raises(FieldError) as missing:
        editing.create(
            session,
            name="x",
            content={"kind": "image", "picture": "f" * 64},
            target=EVERYBODY,
            send_at=None,
            actor=WRITER,
            now=NOON,
        )
    assert missing.value.field == "picture"


def test_an_approved_one_may_still_be_cancelled(store: Store) -> None:
    house = House(store)
    number = house.write()
    house.approve(number)
    with store.session() as session:
        editing.cancel(session, number, actor=SECOND, now=NOON)
        with pytest.raises(StateError):
            editing.cancel(session, number, actor=SECOND, now=NOON)

    assert house.begin() == 0
