"""Who revealed, exported or changed what: written in the same transaction as the act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, staff

PAGE = 100
_entry = rows.table(models.AuditEntry)


@dataclass(frozen=True, slots=True)
class AuditLine:
    id: int
    at: datetime
    name: str | None
    action: str
    subject: str
    detail: dict[str, Any]
    address: str | None


def write(
    session: Db,
    staff_id: int | None,
    action: str,
    subject: str,
    *,
    detail: dict[str, Any] | None = None,
    address: str | None = None,
    now: datetime,
) -> None:
    """Write one line."""
    rows.add(
        session,
        _entry,
        staff_id=staff_id,
        action=action,
        subject=subject,
        detail=detail or {},
        address=address and address[:64],
        at=now,
    )


def lines(session: Db, *, before: int | None = None, limit: int = PAGE) -> list[AuditLine]:
    """The newest lines, or those before an id."""
    columns = ("action", "subject", "detail", "address")
    query = (
        select(
            _entry.c.id, _entry.c.at, staff.c.display_name, *(_entry.c[name] for name in columns)
        )
        .outerjoin(staff, staff.c.id == _entry.c.staff_id)
        .order_by(_entry.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(_entry.c.id < before)
    return [AuditLine(*row) for row in session.execute(query)]
