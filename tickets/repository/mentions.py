"""Queries on who was called into what."""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select, update

from store.fixed import Fixed
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, ticket

mention = rows.table(models.Mention)
_CALLED = Fixed(
    select(func.count(mention.c.ticket_id.distinct()).label("called")).where(
        mention.c.staff_id == bindparam("staff"), mention.c.seen_at.is_(None)
    )
)


def add(session: Db, ticket_id: int, staff_id: int, *, now: datetime) -> None:
    """Note that somebody was called."""
    rows.add(session, mention, ticket_id=ticket_id, staff_id=staff_id, at=now)


def seen(session: Db, ticket_id: int, staff_id: int, *, now: datetime) -> bool:
    """Note that somebody has looked; whether they had not."""
    waiting = update(mention).where(*_waiting(ticket_id, staff_id)).values(seen_at=now)
    return rows.count(session.execute(waiting)) > 0


def unseen(session: Db, ticket_id: int, staff_id: int) -> bool:
    """Whether somebody has still to look."""
    query = select(mention.c.id).where(*_waiting(ticket_id, staff_id)).limit(1)
    return session.execute(query).first() is not None


def called(staff_id: BindParameter[int]) -> ColumnElement[bool]:
    """The tickets somebody was called into and has not looked at."""
    mine = (mention.c.staff_id == staff_id, mention.c.seen_at.is_(None))
    return ticket.c.id.in_(select(mention.c.ticket_id).where(*mine))


def called_count(session: Db, staff_id: int) -> int:
    """How many tickets those are."""
    return int(_CALLED.first(session, staff=staff_id).called)


def _waiting(ticket_id: int, staff_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        mention.c.ticket_id == ticket_id,
        mention.c.staff_id == staff_id,
        mention.c.seen_at.is_(None),
    )
