"""Queries on group robots."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from announcements.models import GroupRobot
from store.statements import changed, insert_once

R = GroupRobot


def add(session: Session, values: Mapping[str, Any]) -> int | None:
    """The new id; None where the name is taken."""
    if not insert_once(session, R, values):
        return None
    return session.scalars(select(R.id).where(R.name == values["name"])).one()


def rows(session: Session, *, archived: bool = False) -> list[GroupRobot]:
    statement = select(R).order_by(R.name)
    if not archived:
        statement = statement.where(R.archived_at.is_(None))
    return list(session.scalars(statement))


def live(session: Session, ids: Sequence[int]) -> set[int]:
    statement = select(R.id).where(R.id.in_(ids), R.archived_at.is_(None))
    return set(session.scalars(statement))


def sealed_key(session: Session, robot_id: int) -> str | None:
    statement = select(R.key_sealed).where(R.id == robot_id, R.archived_at.is_(None))
    return session.scalars(statement).one_or_none()


def archive(session: Session, robot_id: int, now: datetime) -> bool:
    present = update(R).where(R.id == robot_id, R.archived_at.is_(None))
    return changed(session, present.values(archived_at=now)) == 1
