"""Who asked for news a moment ago and was let in."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

WHOLE_SECONDS = 120.0
ACCOUNT_SECONDS = 10.0
COUNT_SECONDS = 1.0
MOST_PASSES = 5000


@dataclass(slots=True)
class _Pass:
    session_id: str
    until: float
    account_until: float


class Passes:
    """Sessions that were let in, so that the next questions cost little.

    A pass is for one cookie header, of which only a digest is kept, and lasts `WHOLE_SECONDS`:
    then the request is checked whole again. The account is looked at every `ACCOUNT_SECONDS`:
    who was locked, or has a new password elsewhere, hears nothing more. `clock` counts monotonic
    seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[bytes, _Pass] = {}
        self._people = 0
        self._counted_until = 0.0

    def give(self, cookie: str, session_id: str) -> None:
        """Note that a request with this cookie header passed every check just now."""
        if len(self._known) >= MOST_PASSES:
            self._known.clear()
        now, digest = self._clock(), _digest(cookie)
        until = now + _spread(WHOLE_SECONDS, digest)
        self._known[digest] = _Pass(session_id, until, now + _spread(ACCOUNT_SECONDS, digest))

    def holds(self, cookie: str, may_hear: Callable[[str], bool]) -> bool:
        """Whether this header passed, and `may_hear` says that its session still may."""
        now, digest = self._clock(), _digest(cookie)
        found = self._known.get(digest)
        if found is None or found.until <= now:
            return False
        if found.account_until <= now:
            if not may_hear(found.session_id):
                self._known.pop(digest, None)
                return False
            found.account_until = now + _spread(ACCOUNT_SECONDS, digest)
        return True

    def people(self) -> int:
        """How many people listen to this process, roughly; counted once a second."""
        now = self._clock()
        if now >= self._counted_until:
            valid = (one.session_id for one in [*self._known.values()] if one.until > now)
            self._people, self._counted_until = len({*valid}), now + COUNT_SECONDS
        return self._people


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()


def _spread(seconds: float, digest: bytes) -> float:
    """Between half and all of it: many that came at once are not checked at once."""
    return seconds * (1 + digest[0] / 255) / 2
