"""Queries on the outbox."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy import update as update_of
from sqlalchemy.orm import Session

from messaging.models import Contact, Outbox
from messaging.values import Sending
from store.statements import changed, insert_many_once, insert_once, table

O = Outbox  # noqa: E741
TOGETHER = 500
STALE = "stale"
CANCELLABLE = ("queued", "held", "paused")
ROWS = table(Outbox).c
NUMBERS = select(ROWS.dedupe_key, ROWS.id).where(
    ROWS.dedupe_key.in_(bindparam("keys", expanding=True))
)
SELECT = select(*(getattr(O, name) for name in Sending.__dataclass_fields__))


def insert(session: Session, row: dict[str, Any]) -> int:
    if insert_once(session, O, row) and row["state"] == "held":
        _count_held(session, row["contact_id"], Contact.held + 1)
    found = session.execute(select(O.id).where(O.dedupe_key == row["dedupe_key"])).scalar_one()
    return int(found)


def release_held(
    session: Session, contact_id: int, now: datetime, written_after: datetime | None = None
) -> int:
    held = update_of(O).where(O.contact_id == contact_id, O.state == "held")
    if written_after is not None:
        aging = (O.author.like("staff:%"), O.expires_at.is_(None))
        old = held.where(*aging, O.created_at < written_after)
        changed(session, old.values(reason=STALE))
    fresh = held.where(or_(O.reason.is_(None), O.reason != STALE))
    count = changed(session, fresh.values(state="queued", due_at=now))
    _count_held(session, contact_id, 0)
    return count


def release(session: Session, outbox_id: int, now: datetime) -> bool:
    held = update_of(O).where(O.id == outbox_id, O.state == "held")
    return changed(session, held.values(state="queued", due_at=now, reason=None)) == 1


def cancel(session: Session, outbox_id: int, now: datetime) -> bool:
    waiting = update_of(O).where(O.id == outbox_id, O.state.in_(CANCELLABLE))
    return changed(session, waiting.values(state="cancelled", finished_at=now)) == 1


def believe(session: Session, outbox_id: int, now: datetime) -> bool:
    unsure = update_of(O).where(O.id == outbox_id, O.state == "unknown")
    return changed(session, unsure.values(state="accepted", reason=None, finished_at=now)) == 1


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


def insert_many(session: Session, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for start in range(0, len(rows), TOGETHER):
        part = rows[start : start + TOGETHER]
        keys = [row["dedupe_key"] for row in part]
        held = [row for row in part if row["state"] == "held"]
        known = _numbers(session, keys) if held else {}
        insert_many_once(session, O, part)
        for row in held:
            if row["dedupe_key"] not in known:
                _count_held(session, row["contact_id"], Contact.held + 1)
        ids |= _numbers(session, keys)
    return ids


def _numbers(session: Session, keys: Sequence[str]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(NUMBERS, {"keys": keys})}


def progress(session: Session, author: str) -> dict[str, int]:
    """Two statements, since each reads its stretch of the index and nothing else."""
    found: Counter[str] = Counter()
    for whose in (O.author == author, _below(author)):
        statement = select(O.state, func.count()).where(whose).group_by(O.state)
        found.update({row[0]: row[1] for row in session.execute(statement)})
    return dict(found)


def pause_author(session: Session, author: str, limit: int) -> int:
    return _change_of(session, author, ("queued",), limit, state="paused")


def resume_author(session: Session, author: str, limit: int) -> int:
    return _change_of(session, author, ("paused",), limit, state="queued")


def cancel_author(session: Session, author: str, now: datetime, limit: int) -> int:
    values = {"state": "cancelled", "finished_at": now}
    return _change_of(session, author, CANCELLABLE, limit, **values)


def _change_of(
    session: Session, author: str, states: Sequence[str], limit: int, **values: Any
) -> int:
    """Change rows of an author that are in these states; each statement reads its stretch of the
    index by author, and what a deliverer has claimed meanwhile is left to it."""
    found: list[int] = []
    for state, whose in product(states, (O.author == author, _below(author))):
        if len(found) < limit:
            some = select(O.id).where(whose, O.state == state).limit(limit - len(found))
            found += session.scalars(some)
    if not found:
        return 0
    mine = update_of(O).where(O.id.in_(found), O.state.in_(states))
    session.execute(mine.values(**values))
    return len(found)


def _below(author: str) -> ColumnElement[bool]:
    """Those whose name goes on after a colon: ";" comes right after ":"."""
    return (O.author >= f"{author}:") & (O.author < f"{author};")


def _count_held(session: Session, contact_id: int, value: Any) -> None:
    session.execute(update_of(Contact).where(Contact.id == contact_id).values(held=value))


def counts(session: Session) -> dict[str, int]:
    open_states = ("queued", "held", "paused", "inflight", "failed", "unknown")
    statement = select(O.state, func.count()).where(O.state.in_(open_states)).group_by(O.state)
    return {row[0]: row[1] for row in session.execute(statement)}
