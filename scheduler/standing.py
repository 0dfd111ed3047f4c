"""Whether a clock goes, as seen from outside of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler import lease, repository

SILENT_AFTER = timedelta(minutes=1)
"""Quick jobs are fired every ten seconds, so a clock that goes is never silent for so long."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`holder` is who holds the lease, "" for nobody; `silent_for` how long no run was begun or
    seen, none before the first one. `is_silent`: a clock holds the lease and fires nothing."""

    holder: str
    silent_for: timedelta | None = None

    @property
    def is_held(self) -> bool:
        return bool(self.holder)

    @property
    def is_silent(self) -> bool:
        return self.silent_for is not None and self.silent_for > SILENT_AFTER


def read(session: Session, *, now: datetime) -> Standing:
    """How the clock stands; `now` is real time, in which leases live."""
    held = repository.holder(session, lease.NAME)
    seen = repository.last_seen(session)
    holder = held.holder if held is not None and now < held.until <= lease.latest(now) else ""
    return Standing(holder, None if seen is None else now - seen)
