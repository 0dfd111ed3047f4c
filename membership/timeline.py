"""A member's timeline: one line for whatever happened to them, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from membership import database
from membership.database import Db
from membership.models import MemberEvent

_events = database.table(MemberEvent)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline."""

    id: int
    kind: str
    occurred_at: datetime
    actor: str
    detail: Mapping[str, Any]


def add(
    db: Db,
    kind: str,
    detail: Mapping[str, Any],
    *,
    now: datetime,
    member_id: int | None = None,
    contact_id: int | None = None,
    actor: str = "system",
) -> None:
    """Add a line about a member, a contact, or both."""
    database.insert(
        db,
        _events,
        {
            "member_id": member_id,
            "contact_id": contact_id,
            "kind": kind,
            "occurred_at": now,
            "actor": actor,
            "detail": dict(detail),
        },
    )


def of_member(db: Db, member_id: int, *, limit: int = 50) -> list[Event]:
    """Return a member's latest lines, the newest first."""
    statement = (
        sa.select(_events)
        .where(_events.c.member_id == member_id)
        .order_by(_events.c.occurred_at.desc(), _events.c.id.desc())
        .limit(limit)
    )
    return [
        Event(row.id, row.kind, row.occurred_at, row.actor, row.detail)
        for row in db.execute(statement)
    ]
