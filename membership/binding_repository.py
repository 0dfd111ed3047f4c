"""The statements of one-time codes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from membership.models import BindingCode
from store import statements
from store.statements import Db

_codes = statements.table(BindingCode)


def add(db: Db, values: Mapping[str, Any]) -> int:
    return statements.insert(db, _codes, values)


def of_contact(db: Db, contact_id: int, since: datetime) -> int:
    """Count what a contact asked for since then."""
    return _count(db, _codes.c.contact_id == contact_id, since)


def of_phone(db: Db, index: str, since: datetime) -> int:
    """Count what was asked for a phone since then, by whomever."""
    return _count(db, _codes.c.phone_index == index, since)


def _count(db: Db, which: sa.ColumnElement[bool], since: datetime) -> int:
    statement = sa.select(sa.func.count()).select_from(_codes)
    return int(db.execute(statement.where(which, _codes.c.created_at > since)).scalar_one())


def latest(db: Db, contact_id: int) -> Any:
    """Lock and return the last code of a contact, unless it was used."""
    statement = (
        sa.select(_codes)
        .where(_codes.c.contact_id == contact_id)
        .order_by(_codes.c.id.desc())
        .limit(1)
        .with_for_update()
    )
    row = db.execute(statement).first()
    return None if row is None or row.used_at is not None else row


def count_attempt(db: Db, code_id: int) -> None:
    statement = _codes.update().where(_codes.c.id == code_id)
    db.execute(statement.values(attempts=_codes.c.attempts + 1))


def use(db: Db, code_id: int, *, now: datetime) -> None:
    db.execute(_codes.update().where(_codes.c.id == code_id).values(used_at=now))
