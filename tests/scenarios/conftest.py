"""A town for each test, on every database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.processes import Processes, Workshop
from tests.scenarios.town import Opened, Town


@pytest.fixture
def town(store_url: str, tmp_path: Path) -> Iterator[Town]:
    opened = Opened(store_url, tmp_path)
    yield opened.town
    opened.close()


@pytest.fixture(scope="session")
def workshop() -> Iterator[Workshop]:
    """One for all tests: it takes seconds to import the house."""
    opened = Workshop()
    yield opened
    opened.close()


@pytest.fixture
def processes(store_url: str, workshop: Workshop) -> Processes:
    return Processes(store_url, workshop)
