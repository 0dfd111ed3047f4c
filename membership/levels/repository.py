"""The statements of growth and level changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership.models import GrowthEntry, Level, Member
from store import statements
from store.statements import Db

members = statements.table(Member)
growths = statements.table(GrowthEntry)
_levels = statements.table(Level)
_every_level = sa.select(_levels).order_by(_levels.c.line, _levels.c.id)
_level_columns = (
    members.c.id,
    members.c.level_id,
    members.c.growth,
    members.c.growth_offset,
    members.c.level_period_from,
    members.c.level_until,
    members.c.merged_into_id,
)
_number = bindparam("member", type_=sa.BigInteger)
_read = sa.select(*_level_columns).where(members.c.id == _number)
_lock = _read.with_for_update()
_set_growth = (
    members.update()
    .where(members.c.id == _number)
    .values(growth=bindparam("became", type_=sa.BigInteger))
)
_known = sa.select(growths.c.id).where(
    growths.c.source == bindparam("source"), growths.c.idempotency_key == bindparam("key")
)
_in_period = sa.select(sa.func.coalesce(sa.func.sum(growths.c.growth), 0)).where(
    growths.c.member_id == _number,
    growths.c.occurred_at >= bindparam("begins", type_=growths.c.occurred_at.type),
    growths.c.occurred_at <= bindparam("ends", type_=growths.c.occurred_at.type),
)


@dataclass(frozen=True, slots=True)
class LevelState:
    """A member's level and growth as their row has it."""

    member_id: int
    level_id: int | None
    growth: int
    growth_offset: int
    period_from: datetime | None
    until: datetime | None
    merged_into_id: int | None

    @property
    def qualifying(self) -> int:
        return self.growth - self.growth_offset


def levels(db: Db) -> Sequence[Any]:
    """Every level, the lowest first."""
    return db.execute(_every_level).all()


def add_level(db: Db, values: Mapping[str, Any]) -> None:
    statements.insert(db, _levels, values)


def update_level(db: Db, level_id: int, values: Mapping[str, Any]) -> None:
    db.execute(_levels.update().where(_levels.c.id == level_id).values(dict(values)))


def lock(db: Db, member_id: int) -> LevelState | None:
    row = db.execute(_lock, {"member": member_id}).first()
    return None if row is None else LevelState(*row)


def read(db: Db, member_id: int) -> LevelState | None:
    row = db.execute(_read, {"member": member_id}).first()
    return None if row is None else LevelState(*row)


def is_recorded(db: Db, source: str, key: str) -> bool:
    return db.execute(_known, {"source": source, "key": key}).first() is not None


def add_entry(db: Db, values: Mapping[str, Any]) -> int:
    return statements.insert(db, growths, values)


def set_growth(db: Db, member_id: int, growth: int) -> None:
    statements.run(db, _set_growth, {"member": member_id, "became": growth})


def update(db: Db, member_id: int, values: Mapping[str, Any]) -> None:
    db.execute(members.update().where(members.c.id == member_id).values(dict(values)))


def grown_between(db: Db, member_id: int, begins: datetime, ends: datetime) -> int:
    """Sum what came and went of a member's growth within [begins, ends]."""
    values = {"member": member_id, "begins": begins, "ends": ends}
    return int(db.execute(_in_period, values).scalar_one())


def ending(db: Db, *, before: datetime, limit: int, unnoticed: bool = False) -> list[int]:
    """Return the members whose level period ends by then, by its index, soonest first."""
    statement = sa.select(members.c.id).where(members.c.level_until <= before)
    if unnoticed:
        statement = statement.where(members.c.level_notice_at.is_(None))
    return list(db.execute(statement.order_by(members.c.level_until).limit(limit)).scalars())
