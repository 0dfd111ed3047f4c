"""The desk's tables as Core sees them, and rows as values."""

from dataclasses import fields
from typing import Any, TypeAlias

from sqlalchemy import Connection, CursorResult, Table, insert, select
from sqlalchemy.orm import Session

from store.columns import Model
from tickets import models
from tickets.values import TicketView

Db: TypeAlias = Session | Connection


def table(model: type[Model]) -> Table:
    """The Core table of a model."""
    found = model.__table__
    assert isinstance(found, Table)
    return found


ticket = table(models.Ticket)
ticket_event = table(models.TicketEvent)
conversation = table(models.Conversation)
staff = table(models.Staff)
team = table(models.Team)
team_staff = table(models.TeamStaff)

VIEW_COLUMNS = tuple(ticket.c[field.name] for field in fields(TicketView))
VIEW = select(*VIEW_COLUMNS)
_REASONS = [field.name for field in fields(TicketView)].index("priority_reasons")


def view(row: Any) -> TicketView:
    """The value of a row of `VIEW`."""
    values = list(row)
    values[_REASONS] = tuple(values[_REASONS])
    return TicketView(*values)


def add(session: Db, into: Table, **values: Any) -> int:
    """Insert one row and return its id."""
    result: CursorResult[Any] = session.execute(insert(into).values(**values))  # type: ignore[assignment]
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def count(result: object) -> int:
    """How many rows a statement changed."""
    assert isinstance(result, CursorResult)
    return result.rowcount


def put(session: Db, into: Table, **values: Any) -> None:
    """Insert one row whose key is given."""
    session.execute(insert(into).values(**values))
