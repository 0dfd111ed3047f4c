"""The statements of points that are set aside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership.models import PointsHold, PointsPin
from membership.points.values import Hold
from store import statements
from store.statements import Db

holds = statements.table(PointsHold)
pins = statements.table(PointsPin)
_by_key = sa.select(holds).where(
    holds.c.source == bindparam("source"), holds.c.idempotency_key == bindparam("key")
)
_by_id = sa.select(holds).where(holds.c.id == bindparam("id"))
_pins = sa.select(pins.c.lot_id, pins.c.points).where(pins.c.hold_id == bindparam("hold"))
_finish = (
    holds.update()
    .where(holds.c.id == bindparam("hold"), holds.c.state == "active")
    .values(state=bindparam("became"), finished_at=bindparam("at"), entry_id=bindparam("spent_by"))
)
_overdue = (
    sa.select(holds.c.id)
    .where(holds.c.state == "active", holds.c.expires_at <= bindparam("now"))
    .order_by(holds.c.expires_at)
    .limit(bindparam("most", type_=sa.Integer))
)


def by_key(db: Db, source: str, key: str) -> Hold | None:
    return _as_hold(db.execute(_by_key, {"source": source, "key": key}).first())


def by_id(db: Db, hold_id: int) -> Hold | None:
    return _as_hold(db.execute(_by_id, {"id": hold_id}).first())


def add(db: Db, values: Mapping[str, Any]) -> int:
    return statements.insert(db, holds, values)


def add_pin(db: Db, hold_id: int, lot_id: int, points: int) -> None:
    statements.run(db, pins.insert(), {"hold_id": hold_id, "lot_id": lot_id, "points": points})


def pins_of(db: Db, hold_id: int) -> list[tuple[int, int]]:
    """Return (lot, points) of what a hold has set aside."""
    return [(row.lot_id, row.points) for row in db.execute(_pins, {"hold": hold_id})]


def overdue(db: Db, now: datetime, limit: int) -> list[int]:
    return list(db.execute(_overdue, {"now": now, "most": limit}).scalars())


def finish(db: Db, hold_id: int, state: str, now: datetime, entry_id: int | None) -> bool:
    """End an active hold; say whether it was active."""
    values = {"hold": hold_id, "became": state, "at": now, "spent_by": entry_id}
    return statements.changed(db, _finish, values) == 1


def _as_hold(row: Any) -> Hold | None:
    if row is None:
        return None
    return Hold(
        row.id,
        row.member_id,
        row.points,
        row.source,
        row.idempotency_key,
        row.state,
        row.expires_at,
        row.entry_id,
    )
