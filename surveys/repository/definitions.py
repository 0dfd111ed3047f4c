"""Queries on surveys and their versions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, select, update
from sqlalchemy.orm import Session

from store.statements import changed, insert_once
from surveys.repository.rows import Db, survey, version

_newest = and_(version.c.survey_id == survey.c.id, version.c.version == survey.c.version)
_every = select(survey, version.c.document).join(version, _newest)


def listed(db: Db) -> list[Row[Any]]:
    """Every survey with its newest document, in the order in which they were made."""
    return list(db.execute(_every.order_by(survey.c.id)))


def active(db: Db) -> list[Row[Any]]:
    return list(db.execute(_every.where(survey.c.active).order_by(survey.c.id)))


def by_id(db: Db, survey_id: int) -> Row[Any] | None:
    return db.execute(_every.where(survey.c.id == survey_id)).one_or_none()


def by_key(db: Db, key: str) -> Row[Any] | None:
    return db.execute(_every.where(survey.c.key == key)).one_or_none()


def document(db: Db, survey_id: int, number: int) -> dict[str, Any] | None:
    """One version's document."""
    query = select(version.c.document).where(
        version.c.survey_id == survey_id, version.c.version == number
    )
    return db.execute(query).scalar_one_or_none()


def versions(db: Db, survey_id: int) -> list[Any]:
    """(version, created_at, created_by) of each, newest first."""
    query = select(version.c.version, version.c.created_at, version.c.created_by)
    found = query.where(version.c.survey_id == survey_id).order_by(version.c.version.desc())
    return list(db.execute(found))


def count(db: Db) -> int:
    return int(db.execute(select(func.count()).select_from(survey)).scalar_one())


def add(session: Session, row: Mapping[str, Any]) -> bool:
    """A new survey, unless its key is taken."""
    return insert_once(session, survey, row)


def add_version(session: Session, row: Mapping[str, Any]) -> bool:
    """A new version, unless somebody else was quicker."""
    return insert_once(session, version, row)


def set_current(
    session: Session, survey_id: int, values: Mapping[str, Any], *, was: int | None = None
) -> bool:
    """Change a survey's row, with `was` only while that is its version."""
    mine = survey.c.id == survey_id
    if was is not None:
        mine = and_(mine, survey.c.version == was)
    return changed(session, update(survey).where(mine).values(**values)) == 1


def touch(at: datetime, by: str) -> dict[str, Any]:
    return {"updated_at": at, "updated_by": by}


def by_key_alone(db: Db, key: str) -> int | None:
    """The id behind a key, also before there is a version."""
    return db.execute(select(survey.c.id).where(survey.c.key == key)).scalar_one_or_none()
