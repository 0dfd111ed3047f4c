"""Queries on tickets that belong together."""

from datetime import datetime

from sqlalchemy import and_, case, delete, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tickets import models
from tickets.repository import rows
from tickets.repository.rows import VIEW, Db, ticket
from tickets.values import TicketView

_link = rows.table(models.TicketLink)


def add(session: Session, pair: tuple[int, int], staff_id: int, now: datetime) -> bool:
    """Keep a pair, smaller id first; False when it is there already."""
    first, second = pair
    values = {"first_id": first, "second_id": second, "staff_id": staff_id, "at": now}
    try:
        with session.begin_nested():
            rows.put(session, _link, **values)
    except IntegrityError:
        return False
    return True


def remove(session: Db, pair: tuple[int, int]) -> bool:
    """Forget a pair; False when it was not there."""
    first, second = pair
    same = (_link.c.first_id == first, _link.c.second_id == second)
    return rows.count(session.execute(delete(_link).where(*same))) == 1


def linked(session: Db, ticket_id: int) -> list[TicketView]:
    """The tickets that staff linked to this one."""
    mine = or_(_link.c.first_id == ticket_id, _link.c.second_id == ticket_id)
    other = case((_link.c.first_id == ticket_id, _link.c.second_id), else_=_link.c.first_id)
    query = VIEW.join(_link, and_(mine, ticket.c.id == other))
    return [rows.view(row) for row in session.execute(query)]


def later(session: Db, earlier: TicketView) -> list[TicketView]:
    """The tickets of the same customer that continue this one."""
    same = (ticket.c.contact_id == earlier.contact_id, ticket.c.linked_id == earlier.id)
    return [rows.view(row) for row in session.execute(VIEW.where(*same))]
