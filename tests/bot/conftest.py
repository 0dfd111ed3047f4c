"""The callback address of the whole application, on a database of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.parts import Parts
from tests.scenarios import house
from tests.scenarios.posting import Account, Door


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def built(migrated_sqlite: Path, tmp_path: Path, account: Account) -> Iterator[Parts]:
    """The parts of a process over SQLite: what is asked at the edge is the same everywhere."""
    file = tmp_path / "edge.sqlite3"
    shutil.copy(migrated_sqlite, file)
    parts = house.build(f"sqlite:///{file}", account)
    yield parts
    parts.store.close()


@pytest.fixture
def door(built: Parts, account: Account) -> Door:
    return house.door(built, account)


@pytest.fixture
def no_traceback(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing may end in the edge's last resort."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.exc_info] == []
