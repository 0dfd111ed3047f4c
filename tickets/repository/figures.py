"""The queries of the reports."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from tickets.repository.rows import Db, ticket

_COLUMNS = (
    "id",
    "kind",
    "priority",
    "state",
    "subject",
    "owner_id",
    "team_id",
    "resolved_by",
    "opened_at",
    "first_response_at",
    "resolved_at",
    "first_breached",
    "resolve_breached",
    "cause",
    "outcome",
    "rating",
    "reopened",
)


def between(session: Db, start: datetime, end: datetime) -> list[Row[Any]]:
    """The tickets that were opened or ended in a span."""
    inside = or_(ticket.c.opened_at.between(start, end), ticket.c.resolved_at.between(start, end))
    query = select(*(ticket.c[name] for name in _COLUMNS)).where(inside).order_by(ticket.c.id)
    return [*session.execute(query).all()]


def open_at(session: Db, end: datetime) -> int:
    """How many tickets were open at an instant."""
    still = or_(ticket.c.resolved_at.is_(None), ticket.c.resolved_at >= end)
    query = select(func.count()).where(ticket.c.opened_at < end, still, ticket.c.state != "merged")
    return int(session.execute(query).scalar_one())
