"""A phone in front of an empty house, and what staff wrote for it."""

from collections.abc import Callable

import pytest

from bot.understanding import Understanding, load
from knowledge import editing
from knowledge.editing import EntryDraft
from store.clock import ManualClock
from store.transactions import Store
from tests.chat import NOON
from tests.scenarios.conversations.phone import Phone

Write = Callable[..., int]


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return load()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def phone(store: Store, understanding: Understanding, clock: ManualClock) -> Phone:
    return Phone(store, understanding, clock)


@pytest.fixture
def write(store: Store, clock: ManualClock) -> Write:
    """Staff write an entry: `write(question, answer, *other ways to ask)`."""

    def entry(question: str, answer: str, *variants: str, **more: object) -> int:
        draft = EntryDraft(question, answer, variants, **more)  # type: ignore[arg-type]
        with store.session() as session:
            return editing.save_entry(session, draft, actor="staff:1", now=clock.now())

    return entry
