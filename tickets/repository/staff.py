"""Queries on accounts."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from store.fixed import Fixed
from tickets.repository import rows
from tickets.repository.rows import Db, staff
from tickets.values import StaffView

_VIEW = select(*(staff.c[field.name] for field in fields(StaffView)))
_BY_ID = Fixed(_VIEW.where(staff.c.id == bindparam("staff")))


def add(session: Db, values: dict[str, Any]) -> int:
    """Write an account and return its id."""
    return rows.add(session, staff, **values)


def by_id(session: Db, staff_id: int) -> StaffView | None:
    """One account."""
    row = _BY_ID.first(session, staff=staff_id)
    return None if row is None else StaffView(*row)


def everyone(session: Db) -> list[StaffView]:
    """All accounts, by name."""
    return [StaffView(*row) for row in session.execute(_VIEW.order_by(staff.c.name))]


def names(session: Db, ids: Collection[int]) -> dict[int, str]:
    """Display names by id."""
    query = select(staff.c.id, staff.c.display_name).where(staff.c.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def change(session: Db, staff_id: int, values: dict[str, Any]) -> None:
    """Write over an account's columns."""
    session.execute(update(staff).where(staff.c.id == staff_id).values(**values))


def secret_of(session: Db, name: str) -> tuple[int, str] | None:
    """Id and password hash of an active account."""
    query = select(staff.c.id, staff.c.password_hash).where(staff.c.name == name, staff.c.active)
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def seen(session: Db, staff_id: int, *, before: datetime, now: datetime) -> None:
    """Note that somebody is there, unless that was noted after `before`."""
    stale = staff.c.seen_at.is_(None) | (staff.c.seen_at < before)
    session.execute(update(staff).where(staff.c.id == staff_id, stale).values(seen_at=now))


def count(session: Db) -> int:
    """How many accounts there are."""
    return int(session.execute(select(func.count()).select_from(staff)).scalar_one())


def chat_notices(session: Db, staff_id: int) -> str:
    """When somebody wants to be told in their own chat."""
    query = select(staff.c.chat_notices).where(staff.c.id == staff_id)
    return str(session.execute(query).scalar_one())
