"""Lines of the ticket list, drawn once for all who look at the same."""

from collections.abc import Hashable
from datetime import UTC, datetime, timedelta

FRESH = timedelta(seconds=15)
MOST_LINES = 2000


class Drawn:
    """What was drawn a moment ago, found by all that it shows.

    Two hundred people refresh lists that differ by a line or two, and drawing is nearly all that a
    list costs. Words such as 「3 分钟前」 are up to `FRESH` old, as on any open page.
    """

    def __init__(self) -> None:
        self._lines: dict[Hashable, str] = {}
        self._began = datetime.min.replace(tzinfo=UTC)

    def get(self, shown: Hashable, now: datetime) -> str | None:
        """The line that shows this, if it is fresh."""
        return self._lines.get(shown) if self._is_fresh(now) else None

    def put(self, shown: Hashable, now: datetime, line: str) -> str:
        """Keep a line, and return it."""
        if not self._is_fresh(now) or len(self._lines) >= MOST_LINES:
            self._lines, self._began = {}, now
        self._lines[shown] = line
        return line

    def _is_fresh(self, now: datetime) -> bool:
        return self._began <= now < self._began + FRESH
