"""The nightly sweep: points whose time is over leave the balance."""

from datetime import datetime

from membership.points import ledger
from membership.points import outstanding_repository as repository
from store.statements import Db


def expire(db: Db, *, now: datetime, limit: int = 500) -> int:
    """Write off expired points of up to `limit` members; return of how many (0: all done).

    Held points wait for their hold to end. Doing it again changes nothing.
    """
    members = repository.with_expired_points(db, now, limit)
    for member_id in members:
        ledger.drop_expired(db, ledger.lock(db, member_id), now=now)
    return len(members)
