"""The queries of the lifecycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from membership.bulk_repository import update_many
from membership.figures_repository import FIGURES, TRANSITIONS, add_transitions
from membership.models.lifecycle import StoreRhythm
from store.statements import Db, run, table

__all__ = ["add_transitions"]


@dataclass(frozen=True, slots=True)
class Due:
    """A member whose boundary has passed."""

    member_id: int
    order_count: int
    last_order_at: datetime
    cycle: float
    stage: str
    stage_since: datetime


def due(db: Db, *, now: datetime, limit: int) -> list[Due]:
    """Members whose boundary lies before `now`, longest due first, locked where rows can be;
    one that an order is changing at this moment is left to that order."""
    columns = FIGURES.c
    statement = (
        select(
            columns.member_id,
            columns.order_count,
            columns.last_order_at,
            columns.cycle,
            columns.stage,
            columns.stage_since,
        )
        .where(columns.next_transition_at < now)
        .order_by(columns.next_transition_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Due(*row) for row in db.execute(statement)]


def move(db: Db, rows: Sequence[dict[str, Any]]) -> None:
    """Write the stage of members, each as `of_member_id`."""
    update_many(db, FIGURES, rows, by="member_id")


def store_gap(db: Db) -> float | None:
    """The store's median gap in days as last measured."""
    statement = select(StoreRhythm.median_gap).order_by(StoreRhythm.id.desc()).limit(1)
    return db.execute(statement).scalar()


def middle_gap(db: Db) -> tuple[int, float | None]:
    """How many members have a median of their own, and the (lower) middle of those."""
    own = FIGURES.c.median_gap
    members = db.execute(select(func.count(own))).scalar_one()
    statement = select(own).where(own.is_not(None)).order_by(own)
    middle = db.execute(statement.offset(max(members - 1, 0) // 2).limit(1)).scalar()
    return members, middle


def keep_store_gap(db: Db, gap: float, members: int, *, now: datetime) -> None:
    row = {"median_gap": gap, "members": members, "measured_at": now}
    run(db, insert(table(StoreRhythm)), row)


def stage_counts(db: Db) -> dict[str, int]:
    statement = select(FIGURES.c.stage, func.count()).group_by(FIGURES.c.stage)
    return {str(stage): int(count) for stage, count in db.execute(statement)}


def history(db: Db, member_id: int, limit: int) -> list[Any]:
    columns = TRANSITIONS.c
    statement = (
        select(columns.from_stage, columns.to_stage, columns.at, columns.reason)
        .where(columns.member_id == member_id)
        .order_by(columns.id.desc())
        .limit(limit)
    )
    return list(db.execute(statement))
