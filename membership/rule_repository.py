"""Rules as staff saved them: every version is kept, the newest that has begun is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from membership.database import Db, table
from membership.models.points import RuleVersion

VERSIONS = table(RuleVersion)


@dataclass(frozen=True, slots=True)
class SavedRule:
    id: int
    version: int
    document: Mapping[str, Any]


def current(db: Db, kind: str, *, now: datetime) -> SavedRule | None:
    """The version of a kind of rule in force at `now`; None while staff have saved none."""
    columns = VERSIONS.c
    statement = (
        select(columns.id, columns.version, columns.document)
        .where(columns.kind == kind, columns.active_from <= now)
        .order_by(columns.active_from.desc(), columns.version.desc())
        .limit(1)
    )
    row = db.execute(statement).one_or_none()
    return SavedRule(row.id, row.version, row.document) if row is not None else None
