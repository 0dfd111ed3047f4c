"""What a member is told about their points; cheap enough for the path of a message."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership.database import Db
from membership.points import repository
from membership.points.repository import accounts, lots
from membership.points.values import Entry, Summary

_free = sa.func.sum(lots.c.remaining - lots.c.held)
_by_expiry = (
    sa.select(
        accounts.c.balance,
        accounts.c.held,
        accounts.c.debt,
        lots.c.expires_at,
        _free.label("free"),
        sa.func.sum(
            sa.case(
                (
                    lots.c.available_from > bindparam("now", type_=lots.c.available_from.type),
                    lots.c.remaining - lots.c.held,
                ),
                else_=0,
            )
        ).label("pending"),
    )
    .select_from(
        accounts.outerjoin(lots, sa.and_(lots.c.member_id == accounts.c.member_id, lots.c.open))
    )
    .where(accounts.c.member_id == bindparam("member", type_=sa.BigInteger))
    .group_by(accounts.c.balance, accounts.c.held, accounts.c.debt, lots.c.expires_at)
    .order_by(lots.c.expires_at)
)
NOTHING = Summary(0, 0, 0, 0, None)


def summary(db: Db, member_id: int, *, now: datetime) -> Summary:
    """Return a member's points as of `now`, by one statement; zeros when they have no account."""
    rows = db.execute(_by_expiry, {"member": member_id, "now": now}).all()
    if not rows:
        return NOTHING
    expired = free = next_points = 0
    next_at: datetime | None = None
    for row in rows:
        here, pending = int(row.free or 0), int(row.pending or 0)
        if row.expires_at is not None and row.expires_at <= now:
            expired += here
            continue
        free += here - pending
        if row.expires_at is not None and here and next_at is None:
            next_points, next_at = here, row.expires_at
    first = rows[0]
    return Summary(first.balance - expired, first.held, free, next_points, next_at)


def recent(db: Db, member_id: int, *, limit: int = 10) -> list[Entry]:
    """Return the latest entries of a member, the newest first."""
    return repository.latest_entries(db, member_id, limit)


def find_entry(db: Db, source: str, key: str) -> Entry | None:
    """Return the entry that an idempotency key made."""
    return repository.entry_by_key(db, source, key)
