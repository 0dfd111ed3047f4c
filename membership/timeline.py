"""A member's timeline: one line for whatever happened to them, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from membership import timeline_repository as repository
from store.statements import Db


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
    repository.add(
        db,
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
    return [
        Event(row.id, row.kind, row.occurred_at, row.actor, row.detail)
        for row in repository.of_member(db, member_id, limit)
    ]
