"""Rules as staff saved them: every version is kept, the newest that has begun is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, func, select

from membership.models.points import RuleVersion
from store.statements import Db, insert_once, table

VERSIONS = table(RuleVersion)
_kind = VERSIONS.c.kind == bindparam("kind", type_=String)
_SAVED = select(
    VERSIONS.c.id, VERSIONS.c.version, VERSIONS.c.document, VERSIONS.c.active_from
).where(_kind)
_EVERY = _SAVED.order_by(VERSIONS.c.version.desc())
_CURRENT = (
    _SAVED.where(VERSIONS.c.active_from <= bindparam("now", type_=VERSIONS.c.active_from.type))
    .order_by(VERSIONS.c.active_from.desc(), VERSIONS.c.version.desc())
    .limit(1)
)
_EDITING = "editing"
_EDITOR = select(VERSIONS.c.id).where(_kind).with_for_update()
_LAST = select(func.max(VERSIONS.c.version)).where(_kind)


@dataclass(frozen=True, slots=True)
class SavedRule:
    id: int
    version: int
    document: Mapping[str, Any]
    active_from: datetime


def current(db: Db, kind: str, *, now: datetime) -> SavedRule | None:
    """The version of a kind of rule in force at `now`; None while staff have saved none."""
    row = db.execute(_CURRENT, {"kind": kind, "now": now}).one_or_none()
    return SavedRule(*row) if row is not None else None


def every(db: Db, kind: str) -> list[SavedRule]:
    """All versions of a kind of rule, the newest first."""
    return [SavedRule(*row) for row in db.execute(_EVERY, {"kind": kind})]


def last(db: Db, kind: str) -> int:
    """The newest version's number; 0 while there is none."""
    return int(db.execute(_LAST, {"kind": kind}).scalar() or 0)


def lock(db: Db, *, now: datetime) -> None:
    """Let nobody else edit rules until the transaction ends: to be called before reading them."""
    row = {
        "kind": _EDITING,
        "version": 0,
        "document": {},
        "active_from": now,
        "created_at": now,
        "created_by": "system",
    }
    insert_once(db, VERSIONS, row)
    db.execute(_EDITOR, {"kind": _EDITING})


def add(db: Db, row: Mapping[str, Any]) -> bool:
    """Insert a version; say whether its number was still free."""
    return insert_once(db, VERSIONS, row)
