"""Queries on tickets that belong together."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, or_, select, update

from store.statements import changed, insert_once
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import VIEW, Db, ticket
from tickets.values import TicketView

_link = rows.table(models.TicketLink)


def add(session: Db, pair: tuple[int, int], staff_id: int, now: datetime) -> bool:
    """Keep a pair, smaller id first; False when it is there already."""
    first, second = pair
    values = {"first_id": first, "second_id": second, "staff_id": staff_id, "at": now}
    return insert_once(session, _link, values)


def remove(session: Db, pair: tuple[int, int]) -> bool:
    """Forget a pair; False when it was not there."""
    first, second = pair
    same = (_link.c.first_id == first, _link.c.second_id == second)
    return changed(session, delete(_link).where(*same)) == 1


def pairs(session: Db, ticket_id: int) -> list[tuple[int, int]]:
    """What is linked to a ticket by hand, and by whom."""
    query = select(_other(ticket_id), _link.c.staff_id).where(_mine(ticket_id))
    return [(row[0], row[1]) for row in session.execute(query.order_by(_other(ticket_id)))]


def repoint(session: Db, gone: TicketView, into: TicketView) -> None:
    """Let what continued a merged ticket, and what it continued, be the remaining one's."""
    later = (ticket.c.linked_id == gone.id, ticket.c.id != into.id)
    session.execute(update(ticket).where(*later).values(linked_id=into.id))
    if into.linked_id in (None, gone.id) and gone.linked_id != into.id:
        mine = update(ticket).where(ticket.c.id == into.id)
        session.execute(mine.values(linked_id=gone.linked_id))
    session.execute(update(ticket).where(ticket.c.id == gone.id).values(linked_id=None))


def linked(session: Db, ticket_id: int) -> list[TicketView]:
    """The tickets that staff linked to this one."""
    query = VIEW.join(_link, and_(_mine(ticket_id), ticket.c.id == _other(ticket_id)))
    return [rows.view(row) for row in session.execute(query)]


def later(session: Db, earlier: TicketView) -> list[TicketView]:
    """The tickets of the same customer that continue this one."""
    same = (ticket.c.contact_id == earlier.contact_id, ticket.c.linked_id == earlier.id)
    return [rows.view(row) for row in session.execute(VIEW.where(*same))]


def _mine(ticket_id: int) -> ColumnElement[bool]:
    return or_(_link.c.first_id == ticket_id, _link.c.second_id == ticket_id)


def _other(ticket_id: int) -> ColumnElement[int]:
    return case((_link.c.first_id == ticket_id, _link.c.second_id), else_=_link.c.first_id)
