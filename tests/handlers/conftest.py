"""A customer to talk as, on every database."""

import pytest

from bot.understanding import Understanding, load
from store.clock import ManualClock
from store.transactions import Store
from tests.chat import NOON, Chat


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return load()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def chat(store: Store, understanding: Understanding, clock: ManualClock) -> Chat:
    return Chat(store, understanding, clock)
