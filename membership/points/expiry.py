"""The nightly sweep: points whose time is over leave the balance."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership.database import Db
from membership.points import ledger
from membership.points.repository import lots

_due = (
    sa.select(lots.c.member_id)
    .where(
        lots.c.open,
        lots.c.expires_at <= bindparam("now", type_=lots.c.expires_at.type),
        lots.c.remaining > lots.c.held,
    )
    .distinct()
    .order_by(lots.c.member_id)
    .limit(bindparam("most", type_=sa.Integer))
)


def expire(db: Db, *, now: datetime, limit: int = 500) -> int:
    """Write off expired points of up to `limit` members; return of how many (0: all done).

    Held points wait for their hold to end. Doing it again changes nothing.
    """
    members = list(db.execute(_due, {"now": now, "most": limit}).scalars())
    for member_id in members:
        ledger.drop_expired(db, ledger.lock(db, member_id), now=now)
    return len(members)
