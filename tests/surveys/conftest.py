"""A session of its own for each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from store.transactions import Store


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.session() as opened:
        yield opened
