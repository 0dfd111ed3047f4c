"""The queries of shown entries and unanswered lines."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Row, func, select, update
from sqlalchemy.orm import Session

from knowledge import models
from knowledge.repository import Db, entries, table
from knowledge.values import Line
from store.statements import insert_once

shown = table(models.Shown)
lines = table(models.Unanswered)
_LINE = select(
    lines.c.id,
    lines.c.contact_id,
    lines.c.inbox_id,
    lines.c.text,
    lines.c.guess,
    lines.c.reason,
    lines.c.at,
)


def note_shown(session: Session, row: Mapping[str, Any]) -> bool:
    return insert_once(session, shown, row)


def judge(db: Db, entry_id: int, contact_id: int, verdict: str) -> Row[Any] | None:
    """Keep the verdict on the latest showing to a contact; None when there is none to judge."""
    query = (
        select(*(shown.c[name] for name in ("id", "inbox_id", "question")))
        .where(
            shown.c.entry_id == entry_id,
            shown.c.contact_id == contact_id,
            shown.c.verdict.is_(None),
        )
        .order_by(shown.c.id.desc())
        .limit(1)
    )
    found = db.execute(query).one_or_none()
    if found is not None:
        db.execute(update(shown).where(shown.c.id == found.id).values(verdict=verdict))
    return found


def useless_questions(db: Db, entry_id: int, limit: int) -> list[str]:
    """The latest lines to which an entry was no use."""
    query = (
        select(shown.c.question)
        .where(shown.c.entry_id == entry_id, shown.c.verdict == "useless")
        .order_by(shown.c.id.desc())
        .limit(limit)
    )
    return list(db.execute(query).scalars())


def neglected(db: Db, least_shown: int, limit: int) -> list[tuple[int, str, int, int, int]]:
    """Entries shown often enough that nobody, or fewer than complained, found useful."""
    query = (
        select(
            entries.c.id, entries.c.question, entries.c.shown, entries.c.useful, entries.c.useless
        )
        .where(entries.c.active, entries.c.shown >= least_shown)
        .where((entries.c.useful == 0) | (entries.c.useless > entries.c.useful))
        .order_by((entries.c.useless - entries.c.useful).desc(), entries.c.shown.desc())
        .limit(limit)
    )
    return [tuple(row) for row in db.execute(query)]


def add_line(session: Session, row: Mapping[str, Any]) -> bool:
    return insert_once(session, lines, row)


def open_lines(db: Db, limit: int) -> list[Line]:
    """The newest open lines."""
    query = _LINE.where(lines.c.state == "open").order_by(lines.c.id.desc()).limit(limit)
    return [Line(*row) for row in db.execute(query)]


def open_count(db: Db) -> int:
    query = select(func.count()).select_from(lines).where(lines.c.state == "open")
    return int(db.execute(query).scalar_one())


def settle_lines(db: Db, keys: Iterable[int], state: str) -> int:
    change = (
        update(lines)
        .where(lines.c.id.in_(list(keys)), lines.c.state == "open")
        .values(state=state)
    )
    return cast("CursorResult[Any]", db.execute(change)).rowcount


def prune(db: Db, before: datetime) -> int:
    """Let go of lines that nobody looked at for long."""
    change = (
        update(lines).where(lines.c.state == "open", lines.c.at < before).values(state="ignored")
    )
    return cast("CursorResult[Any]", db.execute(change)).rowcount
