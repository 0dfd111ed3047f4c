"""Queries on deadlines."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, literal, or_, select, update

from store.columns import Instant
from store.fixed import Fixed
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, ticket
from tickets.values import WORKING

_response = rows.table(models.TicketResponse)
_TICKET = Fixed(select(ticket).where(ticket.c.id == bindparam("ticket")))
_DEADLINES = {
    kind: (ticket.c[f"{kind}_due"], ticket.c[f"{kind}_breached"])
    for kind in ("first", "next", "resolve")
}


def read(session: Db, ticket_id: int) -> Any:
    """All columns of a ticket that exists."""
    return _TICKET.first(session, ticket=ticket_id)


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
    """Tickets with a deadline that comes before `until` unwarned, or has passed unescalated."""
    due = and_(ticket.c.state.in_(WORKING), ticket.c.due_at <= until)
    comes = (and_(due_at > now, due_at <= until) for due_at, _ in _DEADLINES.values())
    unwarned = and_(ticket.c.warned_at.is_(None), or_(*comes))
    missed = (and_(due_at <= now, flag.is_(False)) for due_at, flag in _DEADLINES.values())
    query = select(ticket).where(due, or_(unwarned, *missed)).order_by(ticket.c.due_at)
    return [*session.execute(query.limit(limit)).all()]


def mark_warned(session: Db, ticket_id: int, *, now: datetime) -> bool:
    """Note the warning; False when somebody else has."""
    unwarned = (ticket.c.id == ticket_id, ticket.c.warned_at.is_(None))
    warned = update(ticket).where(*unwarned).values(warned_at=now)
    return rows.count(session.execute(warned)) == 1


def mark_missed(session: Db, row: Row[Any], kind: str, *, now: datetime) -> bool:
    """Note that a deadline has passed as it was read; False when it moved or was noted.

    The next one that comes is warned of anew.
    """
    due, flag = _DEADLINES[kind]
    same = (ticket.c.id == row.id, due == getattr(row, f"{kind}_due"), flag.is_(False))
    values: dict[str, Any] = {
        flag.name: True,
        "breached_at": func.coalesce(ticket.c.breached_at, literal(now, Instant())),
        "warned_at": None,
    }
    if kind == "next":
        values["next_missed"] = ticket.c.next_missed + 1
    return rows.count(session.execute(update(ticket).where(*same).values(**values))) == 1


def add_response(session: Db, row: Row[Any], staff_id: int, values: dict[str, Any]) -> None:
    """Keep one wait that a human ended."""
    rows.add(
        session, _response, ticket_id=row.id, team_id=row.team_id, staff_id=staff_id, **values
    )
