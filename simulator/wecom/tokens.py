"""The application's access token: the same while it lives, whoever asks."""

import secrets

from simulator.clock import VirtualClock
from simulator.wecom import limits
from simulator.wecom.errors import WeComError

TOKEN_BYTES = 120


class Tokens:
    """The caller holds the company's lock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._known: dict[str, float] = {}
        self._current = ""

    def fetch(self) -> tuple[str, int]:
        """The token in force and its seconds to live."""
        now = self._clock.now()
        if self._known.get(self._current, 0) <= now:
            self._current = secrets.token_urlsafe(TOKEN_BYTES)
            self._known[self._current] = now + limits.TOKEN_LIFE
        return self._current, int(self._known[self._current] - now)

    def check(self, value: str) -> None:
        """41001 missing, 40014 unknown, 42001 expired."""
        if not value:
            raise WeComError(41001)
        if value not in self._known:
            raise WeComError(40014)
        if self._known[value] <= self._clock.now():
            raise WeComError(42001)

    def expire_all(self) -> None:
        """Every token is past its time from now on (42001)."""
        before = self._clock.now() - 1
        self._known = {value: min(until, before) for value, until in self._known.items()}

    def kill_all(self) -> None:
        """Every token is unknown from now on (40014)."""
        self._known.clear()
