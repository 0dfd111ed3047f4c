"""Queries on the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy import update as update_of
from sqlalchemy.orm import Session, aliased

from messaging.models import Contact, Outbox
from messaging.values import Sending
from store.statements import changed, insert_once

O = Outbox  # noqa: E741
SELECT = select(*(getattr(O, name) for name in Sending.__dataclass_fields__))


def insert(session: Session, row: dict[str, Any]) -> int:
    if insert_once(session, O, row) and row["state"] == "held":
        _count_held(session, row["contact_id"], Contact.held + 1)
    found = session.execute(select(O.id).where(O.dedupe_key == row["dedupe_key"])).scalar_one()
    return int(found)


def release_held(session: Session, contact_id: int, now: datetime) -> int:
    held = update_of(O).where(O.contact_id == contact_id, O.state == "held")
    count = changed(session, held.values(state="queued", due_at=now))
    _count_held(session, contact_id, 0)
    return count


def cancel(session: Session, outbox_id: int, now: datetime) -> bool:
    waiting = update_of(O).where(O.id == outbox_id, O.state.in_(("queued", "held")))
    return changed(session, waiting.values(state="cancelled", finished_at=now)) == 1


def requeue(session: Session, outbox_id: int, now: datetime) -> bool:
    ended = update_of(O).where(O.id == outbox_id, O.state.in_(("failed", "unknown")))
    values = {"state": "queued", "due_at": now, "attempts": 0, "code": None, "reason": None}
    return changed(session, ended.values(finished_at=None, **values)) == 1


def list_rows(
    session: Session, contact_id: int | None, states: tuple[str, ...], limit: int
) -> list[Sending]:
    statement = SELECT.order_by(O.id.desc()).limit(limit)
    if contact_id is not None:
        statement = statement.where(O.contact_id == contact_id)
    if states:
        statement = statement.where(O.state.in_(states))
    return [Sending(*row) for row in session.execute(statement)]


def due(now: datetime, limit: int) -> Select[Any]:
    """Rows to send now: of each contact only the oldest, so that order is kept."""
    earlier = aliased(O)
    blocked = exists().where(
        earlier.contact_id == O.contact_id,
        earlier.id < O.id,
        or_(earlier.state == "inflight", (earlier.state == "queued") & (earlier.due_at <= now)),
    )
    return (
        select(O)
        .where(O.state == "queued", O.due_at <= now, ~blocked)
        .order_by(O.due_at, O.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=O)
    )


def _count_held(session: Session, contact_id: int, value: Any) -> None:
    session.execute(update_of(Contact).where(Contact.id == contact_id).values(held=value))


def counts(session: Session) -> dict[str, int]:
    open_states = ("queued", "held", "inflight", "failed", "unknown")
    statement = select(O.state, func.count()).where(O.state.in_(open_states)).group_by(O.state)
    return {row[0]: row[1] for row in session.execute(statement)}
