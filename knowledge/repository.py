"""The queries of entries, keyword replies, sayings and their version."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from knowledge import models
from knowledge.values import Faq, Keyword, Saying
from store.columns import Model

Db: TypeAlias = Session | Connection
Value = TypeVar("Value", Faq, Keyword, Saying)


def table(model: type[Model]) -> Table:
    """The Core table of a model."""
    return cast("Table", model.__table__)


entries = table(models.Entry)
keywords = table(models.KeywordReply)
sayings = table(models.Saying)
versions = table(models.KnowledgeVersion)
TABLES: dict[type[Any], Table] = {Faq: entries, Keyword: keywords, Saying: sayings}
_LISTS = ("variants", "extras", "options")
_version = select(versions.c.name, versions.c.number)


def everything(db: Db, kind: type[Value]) -> list[Value]:
    """All rows of a kind, the oldest first."""
    source = TABLES[kind]
    names = [field.name for field in fields(kind)]
    rows = db.execute(select(*(source.c[name] for name in names)).order_by(source.c.id))
    return [_value(kind, names, row) for row in rows]


def one(db: Db, kind: type[Value], key: int) -> Value | None:
    source = TABLES[kind]
    names = [field.name for field in fields(kind)]
    query = select(*(source.c[name] for name in names)).where(source.c.id == key)
    row = db.execute(query).one_or_none()
    return None if row is None else _value(kind, names, row)


def save(
    db: Db,
    kind: type[Any],
    key: int | None,
    values: Mapping[str, Any],
    seen: datetime | None = None,
) -> int | None:
    """Insert, or with a key update; return the key, None when there is no such row, or when it
    was last changed at another instant than `seen`."""
    source = TABLES[kind]
    if key is None:
        result = cast("CursorResult[Any]", db.execute(insert(source).values(**values)))
        assert result.inserted_primary_key is not None
        return int(result.inserted_primary_key[0])
    change = update(source).where(source.c.id == key).values(**values)
    if seen is not None:
        change = change.where(source.c.updated_at == seen)
    return key if cast("CursorResult[Any]", db.execute(change)).rowcount else None


def remove(db: Db, kind: type[Any], key: int) -> None:
    source = TABLES[kind]
    db.execute(delete(source).where(source.c.id == key))


def numbers(db: Db) -> dict[str, int]:
    """The versions by name; one statement."""
    return {row.name: row.number for row in db.execute(_version)}


def grow(db: Db, name: str) -> None:
    """Count one edit."""
    change = update(versions).where(versions.c.name == name)
    result = db.execute(change.values(number=versions.c.number + 1))
    if not cast("CursorResult[Any]", result).rowcount:
        db.execute(insert(versions).values(name=name, number=1))


def count(db: Db, entry_id: int, **by: int) -> None:
    """Add to an entry's counters; that is no edit."""
    values = {name: entries.c[name] + step for name, step in by.items()}
    db.execute(update(entries).where(entries.c.id == entry_id).values(**values))


def _value(kind: type[Value], names: list[str], row: Any) -> Value:
    values = dict(zip(names, row, strict=True))
    for name in _LISTS:
        if name in values:
            values[name] = tuple(
                tuple(item) if isinstance(item, list) else item for item in values[name] or ()
            )
    return kind(**values)
