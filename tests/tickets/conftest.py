"""The desk on each database."""

import pytest

from store.transactions import Store
from tests.tickets.people import Desk


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
