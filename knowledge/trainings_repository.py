"""The queries of trainings that were asked for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Row, func, insert, select, update

from knowledge import models
from knowledge.learning_repository import corrections, trained
from knowledge.repository import Db, table

runs = table(models.TrainingRun)
OPEN = ("wanted", "running")


def add(db: Db, row: Mapping[str, Any]) -> None:
    db.execute(insert(runs).values(**row))


def latest(db: Db) -> Row[Any] | None:
    query = select(runs).order_by(runs.c.id.desc()).limit(1)
    return db.execute(query).one_or_none()


def take(db: Db, now: datetime) -> int | None:
    """Claim the oldest run that waits, so that no other process trains it too."""
    query = select(runs.c.id).where(runs.c.state == "wanted").order_by(runs.c.id).limit(1)
    key = db.execute(query).scalar_one_or_none()
    if key is None:
        return None
    change = (
        update(runs)
        .where(runs.c.id == key, runs.c.state == "wanted")
        .values(state="running", started_at=now)
    )
    taken = cast("CursorResult[Any]", db.execute(change)).rowcount
    return int(key) if taken else None


def finish(db: Db, key: int, values: Mapping[str, Any]) -> None:
    db.execute(update(runs).where(runs.c.id == key).values(**values))


def interrupt(db: Db, before: datetime, values: Mapping[str, Any]) -> None:
    """Give up on runs whose process died."""
    db.execute(
        update(runs).where(runs.c.state == "running", runs.c.started_at < before).values(**values)
    )


def corrected_since_training(db: Db) -> int:
    """Corrections younger than the newest model."""
    newest = select(func.max(trained.c.made_at)).scalar_subquery()
    query = (
        select(func.count())
        .select_from(corrections)
        .where(corrections.c.at > func.coalesce(newest, 0))
    )
    return int(db.execute(query).scalar_one())


def decide(db: Db, version_id: int, values: Mapping[str, Any]) -> bool:
    change = update(trained).where(trained.c.id == version_id).values(**values)
    return cast("CursorResult[Any]", db.execute(change)).rowcount == 1
