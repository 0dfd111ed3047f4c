"""Queries on deadlines."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select, update

from tickets.repository import rows
from tickets.repository.rows import Db, ticket
from tickets.values import WORKING


def read(session: Db, ticket_id: int) -> Row[Any]:
    """All columns of a ticket."""
    return session.execute(select(ticket).where(ticket.c.id == ticket_id)).one()


def write(session: Db, ticket_id: int, values: dict[str, Any]) -> None:
    """Set clocks and deadlines."""
    session.execute(update(ticket).where(ticket.c.id == ticket_id).values(**values))


def working(session: Db, team_id: int | None) -> list[int]:
    """The tickets in work, of one team or of all."""
    query = select(ticket.c.id).where(ticket.c.state.in_(WORKING))
    if team_id is not None:
        query = query.where(ticket.c.team_id == team_id)
    return [row[0] for row in session.execute(query)]


def near(session: Db, *, until: datetime, now: datetime, limit: int) -> list[Row[Any]]:
    """Tickets whose deadline comes before `until` unwarned, or has passed unescalated."""
    due = and_(ticket.c.state.in_(WORKING), ticket.c.due_at.is_not(None))
    unwarned = and_(ticket.c.warned_at.is_(None), ticket.c.due_at <= until)
    unescalated = and_(ticket.c.breached_at.is_(None), ticket.c.due_at <= now)
    query = select(ticket).where(due, or_(unwarned, unescalated)).order_by(ticket.c.due_at)
    return [*session.execute(query.limit(limit)).all()]


def mark_warned(session: Db, ticket_id: int, *, now: datetime) -> bool:
    """Note the warning; False when somebody else has."""
    unwarned = (ticket.c.id == ticket_id, ticket.c.warned_at.is_(None))
    warned = update(ticket).where(*unwarned).values(warned_at=now)
    return rows.count(session.execute(warned)) == 1


def mark_breached(session: Db, row: Row[Any], values: dict[str, Any]) -> bool:
    """Note the breach of the deadline that was read; False when it moved or was noted."""
    same = (ticket.c.id == row.id, ticket.c.breached_at.is_(None), ticket.c.due_at == row.due_at)
    return rows.count(session.execute(update(ticket).where(*same).values(**values))) == 1
