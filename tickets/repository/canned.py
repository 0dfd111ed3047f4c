"""Queries on canned replies."""

from typing import Any

from sqlalchemy import delete, select, update

from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db

_canned = rows.table(models.CannedReply)


def everything(session: Db) -> list[Any]:
    """Id, shortcut, title, text, use and picture of each, by shortcut."""
    columns = ("id", "shortcut", "title", "text", "used", "picture")
    query = select(*(_canned.c[name] for name in columns)).order_by(_canned.c.shortcut)
    return [*session.execute(query)]


def add(session: Db, values: dict[str, Any]) -> int:
    """Write a new one and return its id."""
    return rows.add(session, _canned, **values)


def change(session: Db, canned_id: int, values: dict[str, Any]) -> bool:
    """Write over one; False when there is none."""
    changed = update(_canned).where(_canned.c.id == canned_id).values(**values)
    return rows.count(session.execute(changed)) == 1


def drop(session: Db, canned_id: int) -> None:
    """Forget one."""
    session.execute(delete(_canned).where(_canned.c.id == canned_id))
