"""The statements of moving points between two members who are one person."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from membership.points.lot_repository import consumptions, lots
from membership.points.repository import accounts, debts
from store.statements import Db


def point_to(db: Db, gone_id: int, kept_id: int | None) -> None:
    """Say whose account stands for `gone_id`'s from now on."""
    statement = accounts.update().where(accounts.c.member_id == gone_id)
    db.execute(statement.values(moved_to_id=kept_id))


def still_owed(db: Db, entry_id: int) -> int:
    statement = sa.select(debts.c.remaining).where(debts.c.entry_id == entry_id)
    return int(db.execute(statement).scalar() or 0)


def paid_older_debts(db: Db, lot_ids: Sequence[int], *, before: int) -> Sequence[Any]:
    """Return what these lots paid of debts of entries older than `before`."""
    statement = (
        sa.select(consumptions)
        .select_from(consumptions.join(debts, debts.c.entry_id == consumptions.c.entry_id))
        .where(
            consumptions.c.lot_id.in_(lot_ids),
            consumptions.c.entry_id < before,
            consumptions.c.points > consumptions.c.given_back,
        )
    )
    return db.execute(statement).all()


def moved_lots(db: Db, kept_id: int, gone_id: int) -> list[int]:
    """Return the lots on the kept account that came from the other's, the oldest first."""
    home = lots.alias("home")
    statement = (
        sa.select(lots.c.id)
        .join(home, home.c.id == lots.c.origin_id)
        .where(lots.c.member_id == kept_id, home.c.member_id == gone_id)
        .order_by(lots.c.id)
    )
    return list(db.execute(statement).scalars())


def origins(db: Db, lot_ids: Sequence[int]) -> dict[int, int]:
    """Return the lot that each of these was before it was moved."""
    statement = sa.select(lots.c.id, lots.c.origin_id).where(lots.c.id.in_(lot_ids))
    return {row.id: row.origin_id for row in db.execute(statement)}
