"""The queries of corrections, trained models and slow questions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Row, func, insert, select, update
from sqlalchemy.orm import Session

from knowledge import models
from knowledge.repository import Db, table
from messaging.models import Inbox
from store.statements import insert_once

corrections = table(models.Correction)
trained = table(models.ModelVersion)
slow = table(models.SlowQuestion)
inbox = table(Inbox)
_VERSION = (
    "id",
    "made_at",
    "made_by",
    "corrections",
    "report",
    "active",
    "decision",
    "decided_by",
    "decided_at",
)


def line(db: Db, inbox_id: int) -> Row[Any] | None:
    """A customer's message: text, what was understood, and who answered."""
    names = ("id", "contact_id", "text", "intent", "handler")
    query = select(*(inbox.c[name] for name in names)).where(inbox.c.id == inbox_id)
    return db.execute(query).one_or_none()


def put_correction(session: Session, row: Mapping[str, Any]) -> None:
    if not insert_once(session, corrections, row):
        values = {name: value for name, value in row.items() if name != "text"}
        session.execute(
            update(corrections).where(corrections.c.text == row["text"]).values(**values)
        )


def all_corrections(db: Db) -> list[tuple[str, str]]:
    rows = db.execute(select(corrections.c.text, corrections.c.intent).order_by(corrections.c.id))
    return [(row.text, row.intent) for row in rows]


def latest_corrections(db: Db, limit: int) -> list[Row[Any]]:
    return list(db.execute(select(corrections).order_by(corrections.c.at.desc()).limit(limit)))


def versions(db: Db) -> list[Row[Any]]:
    query = select(*(trained.c[name] for name in _VERSION)).order_by(trained.c.id.desc())
    return list(db.execute(query))


def add_version(db: Db, row: Mapping[str, Any]) -> int:
    result = cast("CursorResult[Any]", db.execute(insert(trained).values(**row)))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def activate(db: Db, version_id: int | None) -> bool:
    """Let one model serve, or with None the one that came with the program."""
    db.execute(update(trained).where(trained.c.active).values(active=False))
    if version_id is None:
        return True
    change = update(trained).where(trained.c.id == version_id).values(active=True)
    return cast("CursorResult[Any]", db.execute(change)).rowcount == 1


def active_content(db: Db) -> bytes | None:
    return db.execute(select(trained.c.content).where(trained.c.active)).scalar_one_or_none()


def ask(session: Session, row: Mapping[str, Any]) -> bool:
    return insert_once(session, slow, row)


def queued(db: Db, limit: int) -> list[Row[Any]]:
    query = select(slow).where(slow.c.state == "queued").order_by(slow.c.id).limit(limit)
    return list(db.execute(query))


def take(db: Db, key: int) -> bool:
    """Claim a queued question, so that no other process asks it too."""
    change = update(slow).where(slow.c.id == key, slow.c.state == "queued").values(state="asking")
    return cast("CursorResult[Any]", db.execute(change)).rowcount == 1


def finish(db: Db, key: int, values: Mapping[str, Any]) -> None:
    db.execute(update(slow).where(slow.c.id == key).values(**values))


def stuck(db: Db, before: datetime) -> list[Row[Any]]:
    """Questions whose process died while it asked."""
    return list(db.execute(select(slow).where(slow.c.state == "asking", slow.c.at < before)))


def spent(db: Db, since: datetime) -> int:
    """Tokens used since then."""
    query = select(func.coalesce(func.sum(slow.c.tokens), 0)).where(slow.c.at >= since)
    return int(db.execute(query).scalar_one())


def latest_slow(db: Db, limit: int) -> list[Row[Any]]:
    return list(db.execute(select(slow).order_by(slow.c.id.desc()).limit(limit)))
