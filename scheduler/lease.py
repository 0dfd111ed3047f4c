"""Who fires the jobs: one clock of many, as long as it renews the lease in the database.

The lease lives in real time, whatever time the shop is told. Its fence grows with each holder and
is asked for in every transaction that fires, so that a holder that was away fires nothing.

Clocks of machines are put right, by hours where one took local time for UTC. So a lease that
lasts longer than any is ever given was taken in a time that was ahead, and is over.
"""

import time
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler import repository
from store.clock import Clock
from store.transactions import Store

NAME = "clock"
SECONDS = 15
MARGIN_SECONDS = 2
SKEW = timedelta(minutes=5)
"""More than the clocks of two machines differ."""


class Lease:
    """One clock's hold on the lease; `time` is real time."""

    def __init__(self, store: Store, time: Clock, holder: str) -> None:
        self._store = store
        self._time = time
        self._holder = holder
        self._fence = 0
        self._until = 0.0

    @property
    def is_held(self) -> bool:
        """Whether this clock may fire, as far as it knows."""
        return self._fence > 0 and time.monotonic() < self._until

    def keep(self) -> bool:
        """Renew the lease, or take it when it is free; return whether it is held now."""
        until = time.monotonic() + SECONDS - MARGIN_SECONDS
        with self._store.session() as session:
            fence = self._kept(session)
        self._fence, self._until = fence, until
        return fence > 0

    def confirm(self, session: Session) -> bool:
        """Whether it is held still; it stays so until the end of this transaction."""
        return repository.is_held(session, NAME, self._fence, self._time.now())

    def release(self) -> None:
        """Leave it to another clock at once."""
        fence, self._fence = self._fence, 0
        if fence:
            with self._store.session() as session:
                repository.release(session, NAME, fence, self._time.now())

    def _kept(self, session: Session) -> int:
        now = self._time.now()
        until = now + timedelta(seconds=SECONDS)
        if self._fence and repository.renew(session, NAME, self._fence, now, until):
            return self._fence
        return repository.acquire(session, NAME, self._holder, now, until, latest(now))


def latest(now: datetime) -> datetime:
    """The last instant until which a lease that is in force may last."""
    return now + timedelta(seconds=SECONDS) + SKEW
