"""The statements of lots, and of what was taken out of each: fixed and in Core, as an order uses
them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership.models import PointsConsumption, PointsLot
from membership.points.values import Lot, Part
from store import statements
from store.statements import Db

lots = statements.table(PointsLot)
consumptions = statements.table(PointsConsumption)

_member = bindparam("member", type_=sa.BigInteger)
_lot_columns = (
    lots.c.id,
    lots.c.member_id,
    lots.c.earned_by_id,
    lots.c.remaining,
    lots.c.held,
    lots.c.expired,
    lots.c.available_from,
    lots.c.expires_at,
)
_never_last = (sa.case((lots.c.expires_at.is_(None), 1), else_=0), lots.c.expires_at, lots.c.id)
_open_lots = (
    sa.select(*_lot_columns).where(lots.c.member_id == _member, lots.c.open).order_by(*_never_last)
)
_lots_earned = sa.select(*_lot_columns).where(lots.c.earned_by_id == bindparam("earned_by"))
_lots_by_id = sa.select(*_lot_columns, lots.c.entry_id).where(
    lots.c.id.in_(bindparam("ids", expanding=True))
)
# `open` comes first: MySQL lets a later assignment see the earlier ones' new values.
_take = (
    lots.update()
    .where(lots.c.id == bindparam("lot"))
    .ordered_values(
        (lots.c.open, lots.c.remaining > bindparam("taken", type_=sa.BigInteger)),
        (lots.c.expired, lots.c.expired + bindparam("gone", type_=sa.BigInteger)),
        (lots.c.remaining, lots.c.remaining - bindparam("taken", type_=sa.BigInteger)),
    )
)
_pin = (
    lots.update()
    .where(lots.c.id == bindparam("lot"))
    .values(held=lots.c.held + bindparam("pinned", type_=sa.BigInteger))
)
_taken_by = (
    sa.select(consumptions)
    .where(consumptions.c.entry_id == bindparam("entry"))
    .order_by(consumptions.c.id)
)
_give_back = (
    consumptions.update()
    .where(consumptions.c.id == bindparam("consumption"))
    .values(given_back=consumptions.c.given_back + bindparam("by", type_=sa.BigInteger))
)


def open_lots(db: Db, member_id: int) -> list[Lot]:
    """Return the lots with points left, soonest to expire first, never-expiring last."""
    return [Lot(*row) for row in db.execute(_open_lots, {"member": member_id})]


def lots_earned_by(db: Db, entry_id: int) -> list[Lot]:
    return [Lot(*row) for row in db.execute(_lots_earned, {"earned_by": entry_id})]


def lots_by_id(db: Db, ids: Iterable[int]) -> dict[int, Lot]:
    rows = db.execute(_lots_by_id, {"ids": list(ids)})
    return {row.id: Lot(*row[:8]) for row in rows}


def add_lot(
    db: Db,
    member_id: int,
    entry_id: int,
    points: int,
    *,
    available_from: datetime,
    expires_at: datetime | None,
    earned_by_id: int | None = None,
    origin_id: int | None = None,
) -> Lot:
    earned_by = entry_id if earned_by_id is None else earned_by_id
    number = statements.insert(
        db,
        lots,
        {
            "member_id": member_id,
            "entry_id": entry_id,
            "earned_by_id": earned_by,
            "points": points,
            "remaining": points,
            "held": 0,
            "expired": 0,
            "open": points > 0,
            "available_from": available_from,
            "expires_at": expires_at,
            "origin_id": origin_id,
        },
    )
    return Lot(number, member_id, earned_by, points, 0, 0, available_from, expires_at)


def take(db: Db, entry_id: int, parts: Sequence[Part], *, expiring: bool = False) -> None:
    """Take points out of lots (negative: give back) in the name of an entry."""
    if not parts:
        return
    statements.run(
        db,
        consumptions.insert(),
        [
            {"entry_id": entry_id, "lot_id": lot.id, "points": points, "given_back": 0}
            for lot, points in parts
        ],
    )
    for lot, points in parts:
        gone = points if expiring else 0
        statements.run(db, _take, {"lot": lot.id, "taken": points, "gone": gone})


def pin(db: Db, lot_id: int, points: int) -> None:
    """Set points of a lot aside (negative: free them)."""
    statements.run(db, _pin, {"lot": lot_id, "pinned": points})


def taken_by(db: Db, entry_id: int) -> list[Any]:
    """Return the consumption rows of an entry, in the order they were taken."""
    return list(db.execute(_taken_by, {"entry": entry_id}))


def mark_given_back(db: Db, consumption_id: int, points: int) -> None:
    statements.run(db, _give_back, {"consumption": consumption_id, "by": points})
