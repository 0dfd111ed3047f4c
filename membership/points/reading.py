"""What a member is told about their points; cheap enough for the path of a message."""

from datetime import datetime

from membership.points import repository
from membership.points.values import Entry, Summary
from store.columns import from_micros
from store.statements import Db

NOTHING = Summary(0, 0, 0, 0, None)


def summary(db: Db, member_id: int, *, now: datetime) -> Summary:
    """Return a member's points as of `now`, by one statement; zeros when they have no account."""
    rows = repository.by_expiry(db, member_id, now)
    if not rows:
        return NOTHING
    expired = free = next_points = 0
    next_at: datetime | None = None
    for _, _, _, ends, free_here, not_yet in rows:
        here, pending = int(free_here or 0), int(not_yet or 0)
        expires_at = None if ends is None else from_micros(ends)
        if expires_at is not None and expires_at <= now:
            expired += here
            continue
        free += here - pending
        if expires_at is not None and here and next_at is None:
            next_points, next_at = here, expires_at
    balance, held = rows[0][:2]
    return Summary(balance - expired, held, free, next_points, next_at)


def recent(db: Db, member_id: int, *, limit: int = 10) -> list[Entry]:
    """Return the latest entries of a member, the newest first."""
    return repository.latest_entries(db, member_id, limit)


def find_entry(db: Db, source: str, key: str) -> Entry | None:
    """Return the entry that an idempotency key made."""
    return repository.entry_by_key(db, source, key)
