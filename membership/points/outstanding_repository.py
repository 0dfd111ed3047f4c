"""The statements of points that are outstanding: whose time is over, and what is owed in all."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership.points.lot_repository import lots
from membership.points.repository import accounts
from store.statements import Db

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
_outstanding = (
    sa.select(lots.c.expires_at, sa.func.sum(lots.c.remaining).label("points"))
    .where(
        lots.c.open,
        sa.or_(
            lots.c.expires_at.is_(None),
            lots.c.expires_at > bindparam("now", type_=lots.c.expires_at.type),
        ),
    )
    .group_by(lots.c.expires_at)
)
_ended = sa.select(
    sa.func.coalesce(sa.func.sum(lots.c.expired), 0).label("expired"),
    sa.func.coalesce(sa.func.sum(lots.c.points - lots.c.remaining), 0).label("gone"),
)
_debt = sa.select(sa.func.coalesce(sa.func.sum(accounts.c.debt), 0))


def with_expired_points(db: Db, now: datetime, limit: int) -> list[int]:
    """Return members who hold expired points that nobody has set aside."""
    return list(db.execute(_due, {"now": now, "most": limit}).scalars())


def by_expiry(db: Db, now: datetime) -> list[tuple[datetime | None, int]]:
    """Return the points outstanding by the instant they expire."""
    rows = db.execute(_outstanding, {"now": now})
    return [(row.expires_at, int(row.points)) for row in rows]


def expired_and_gone(db: Db) -> tuple[int, int]:
    """Return how many points ever expired, and how many are gone for any reason."""
    row = db.execute(_ended).one()
    return int(row.expired), int(row.gone)


def debt(db: Db) -> int:
    return int(db.execute(_debt).scalar_one())
