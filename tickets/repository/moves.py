"""The statements of a move: read, advance on condition, record."""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, select, update

from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db

_TABLES: dict[str, tuple[Table, str]] = {
    "conversation": (rows.conversation, "staff_id"),
    "ticket": (rows.ticket, "owner_id"),
}
_conversation_event = rows.table(models.ConversationEvent)


def read(session: Db, machine: str, row_id: int) -> tuple[str, int | None] | None:
    """The state and the owner of a row."""
    table, owner = _TABLES[machine]
    query = select(table.c.state, table.c[owner]).where(table.c.id == row_id)
    row = session.execute(query).one_or_none()
    return None if row is None else (str(row[0]), row[1])


def advance(
    session: Db,
    machine: str,
    row_id: int,
    source: tuple[str, int | None],
    target: str,
    values: dict[str, Any],
) -> bool:
    """Move a row that is still as it was read; False when somebody was quicker."""
    table, owner = _TABLES[machine]
    state, owner_id = source
    unchanged = (table.c.state == state, table.c[owner].is_not_distinct_from(owner_id))
    moved = update(table).where(table.c.id == row_id, *unchanged).values(state=target, **values)
    return rows.count(session.execute(moved)) == 1


def record(
    session: Db,
    machine: str,
    row_id: int,
    event: str,
    path: tuple[str, str],
    actor: str,
    detail: dict[str, Any],
    now: datetime,
) -> None:
    """Write the event row of a move from `path[0]` to `path[1]`."""
    moved = {"source": path[0], "target": path[1]}
    common = {"actor": actor, "at": now}
    if machine == "conversation":
        values = {"conversation_id": row_id, "event": event, "detail": detail, **moved}
        rows.add(session, _conversation_event, **values, **common)
    else:
        values = {"ticket_id": row_id, "kind": event, "detail": {**detail, **moved}}
        rows.add(session, rows.ticket_event, **values, **common)
