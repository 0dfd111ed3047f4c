"""Queries on announcements and on what was done with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from announcements.models import Announcement, AnnouncementEvent
from store.statements import changed

A, E = Announcement, AnnouncementEvent


def insert(session: Session, values: Mapping[str, Any]) -> int:
    row = A(**values)
    session.add(row)
    session.flush()
    return row.id


def row(session: Session, announcement_id: int) -> Announcement | None:
    return session.get(A, announcement_id, populate_existing=True)


def rows(session: Session, states: Sequence[str], limit: int) -> list[Announcement]:
    statement = select(A).order_by(A.id.desc()).limit(limit)
    if states:
        statement = statement.where(A.state.in_(states))
    return list(session.scalars(statement))


def between(session: Session, start: datetime, end: datetime) -> list[Announcement]:
    statement = select(A).where(A.send_at >= start, A.send_at < end)
    return list(session.scalars(statement.order_by(A.send_at)))


def contents(session: Session) -> list[Mapping[str, Any]]:
    """What every announcement says."""
    return list(session.scalars(select(A.content)))


def edit(session: Session, announcement_id: int, seen: int, values: Mapping[str, Any]) -> bool:
    same = update(A).where(A.id == announcement_id, A.state == "draft", A.version == seen)
    return changed(session, same.values(**values)) == 1


def move(
    session: Session,
    announcement_id: int,
    states: Sequence[str],
    values: Mapping[str, Any],
    seen: int | None = None,
) -> bool:
    """Whether it was in one of `states` (and at the version seen) and has moved."""
    same = update(A).where(A.id == announcement_id, A.state.in_(states))
    if seen is not None:
        same = same.where(A.version == seen)
    return changed(session, same.values(**values)) == 1


def due(session: Session, now: datetime) -> list[int]:
    statement = select(A.id).where(
        A.state == "approved", or_(A.send_at.is_(None), A.send_at <= now)
    )
    return list(session.scalars(statement.order_by(A.id)))


def add_event(session: Session, values: Mapping[str, Any]) -> None:
    session.add(E(**values))
    session.flush()


def events(session: Session, announcement_id: int) -> list[AnnouncementEvent]:
    statement = select(E).where(E.announcement_id == announcement_id).order_by(E.id)
    return list(session.scalars(statement))
