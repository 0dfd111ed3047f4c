"""A store of SQLite for tests of what is the same on every database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from store.transactions import Store


@pytest.fixture
def house(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    """A migrated SQLite store."""
    copy = tmp_path / "changke.sqlite3"
    shutil.copy(migrated_sqlite, copy)
    opened = Store(f"sqlite:///{copy}")
    yield opened
    opened.close()


@pytest.fixture
def session(house: Store) -> Iterator[Session]:
    """A unit of work on it."""
    with house.session() as session:
        yield session
