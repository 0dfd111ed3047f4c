"""A town for each test, on every database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.town import Opened, Town


@pytest.fixture
def town(store_url: str, tmp_path: Path) -> Iterator[Town]:
    opened = Opened(store_url, tmp_path)
    yield opened.town
    opened.close()
