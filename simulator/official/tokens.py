"""Access tokens of both kinds: /token (each fetch retires the last) and stable_token."""

import secrets
from dataclasses import dataclass

from simulator.clock import VirtualClock
from simulator.official import limits
from simulator.official.errors import ApiError

TOKEN_BYTES = 102


@dataclass
class _Token:
    value: str
    expires_at: float
    killed: bool = False


class Tokens:
    """The tokens that are alive. The caller holds the account's lock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._known: dict[str, _Token] = {}
        self._current: _Token | None = None
        self._stable: _Token | None = None
        self._forced: list[float] = []

    def _new(self) -> _Token:
        now = self._clock.now()
        for value in [v for v, t in self._known.items() if t.expires_at < now - limits.DAY]:
            del self._known[value]
        token = _Token(f"{secrets.token_urlsafe(TOKEN_BYTES)}", now + limits.TOKEN_LIFE)
        self._known[token.value] = token
        return token

    def fetch(self) -> tuple[str, int]:
        """/token: always a new one; the one before lives on for the overlap at most."""
        if self._current is not None:
            self._retire(self._current)
        self._current = self._new()
        return self._current.value, limits.TOKEN_LIFE

    def stable(self, *, force: bool) -> tuple[str, int]:
        """stable_token: the same while it lasts; 45009 when forced too often in a day."""
        now = self._clock.now()
        if force and self._may_force(now):
            self._forced.append(now)
            if self._stable is not None:
                self._stable.killed = True
            self._stable = self._new()
        elif not self._lasts(self._stable, now):
            if self._stable is not None:
                self._retire(self._stable)
            self._stable = self._new()
        if self._stable is None:
            raise ApiError(-1)
        return self._stable.value, int(self._stable.expires_at - now)

    def _lasts(self, token: _Token | None, now: float) -> bool:
        return (
            token is not None
            and not token.killed
            and token.expires_at - now > limits.TOKEN_OVERLAP
        )

    def _may_force(self, now: float) -> bool:
        self._forced = [at for at in self._forced if now - at < limits.DAY]
        if len(self._forced) >= limits.STABLE_FORCED_A_DAY:
            raise ApiError(45009)
        return not self._forced or now - self._forced[-1] >= limits.STABLE_FORCED_APART

    def _retire(self, token: _Token) -> None:
        token.expires_at = min(token.expires_at, self._clock.now() + limits.TOKEN_OVERLAP)

    def check(self, value: str) -> None:
        """41001 missing, 40014 malformed, 40001 unknown or retired, 42001 expired."""
        if not value:
            raise ApiError(41001)
        token = self._known.get(value)
        if token is None:
            raise ApiError(40014 if len(value) < 32 else 40001)
        if token.killed:
            raise ApiError(40001)
        if self._clock.now() < token.expires_at:
            return
        overtaken = token is not self._current and token is not self._stable
        raise ApiError(40001 if overtaken else 42001)

    def expire_all(self) -> None:
        """Every token is past its time from now on (42001)."""
        for token in self._known.values():
            token.expires_at = min(token.expires_at, self._clock.now() - 1)

    def kill_all(self) -> None:
        """Every token is invalid from now on (40001), as when another system fetched one."""
        for token in self._known.values():
            token.killed = True
