"""Tickets as lists: mine, unassigned, all, done; the most urgent on top."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)

from membership.models import Member
from store.fixed import Fixed
from tickets.repository import customers, rows
from tickets.repository.mentions import called, called_count
from tickets.repository.rows import VIEW_COLUMNS, Db, staff, ticket
from tickets.repository.tickets import contact
from tickets.values import NUMBER_BASE, WORKING, TicketView

PAGE = 50
VIEWS = ("mine", "called", "unassigned", "all", "snoozed", "done")
_DONE = ("resolved", "withdrawn", "merged")
_ACTIVE = tuple(state for state in WORKING if state != "snoozed")
_member = rows.table(Member)
_COUNTED = ("mine", "unassigned", "all", "snoozed")
_ME: BindParameter[int] = bindparam("staff")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list."""

    ticket: TicketView
    customer: str
    owner_name: str | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page; `more` when there is another."""

    rows: tuple[ListRow, ...]
    more: bool


def page(
    session: Db, view: str, staff_id: int, *, search: str = "", number: int = 0, limit: int = PAGE
) -> ListPage:
    """The `number`-th page of a view, counted from 0, with a search over number and words."""
    asked = {"staff": staff_id, "most": limit + 1, "skipped": number * limit}
    if search.strip():
        found = session.execute(_page(view).where(_matches(search.strip())), asked).all()
    else:
        found = _fixed_page(view).all(session, **asked)
    return ListPage(tuple(_row(*row) for row in found[:limit]), len(found) > limit)


def _row(*row: Any) -> ListRow:
    *columns, external_id, name, owner = row
    return ListRow(rows.view(columns), customers.called(name, external_id), owner)


def counts(session: Db, staff_id: int) -> dict[str, int]:
    """How many tickets each working view holds."""
    row = _COUNTS.first(session, staff=staff_id)
    counted = {view: int(count or 0) for view, count in zip(_COUNTED, row, strict=True)}
    return counted | {"called": called_count(session, staff_id)}


@cache
def _fixed_page(view: str) -> Fixed:
    return Fixed(_page(view))


def _page(view: str) -> Select[*tuple[Any, ...]]:
    return (
        select(*VIEW_COLUMNS, contact.c.external_id, _member.c.name, staff.c.display_name)
        .join(contact, contact.c.id == ticket.c.contact_id)
        .outerjoin(_member, _member.c.id == contact.c.member_id)
        .outerjoin(staff, staff.c.id == ticket.c.owner_id)
        .where(_where(view))
        .order_by(*_order(view))
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )


def _where(view: str) -> ColumnElement[bool]:
    if view == "done":
        return ticket.c.state.in_(_DONE)
    if view == "called":
        return called(_ME)
    if view == "snoozed":
        return ticket.c.state == "snoozed"
    working = ticket.c.state.in_(_ACTIVE)
    if view == "mine":
        return and_(working, ticket.c.owner_id == _ME)
    if view == "unassigned":
        return and_(working, ticket.c.owner_id.is_(None))
    return working


def _order(view: str) -> tuple[ColumnElement[object], ...]:
    if view == "done":
        return (ticket.c.last_at.desc(), ticket.c.id.desc())
    return (
        case((ticket.c.breached_at.is_not(None), 0), else_=1),
        case((ticket.c.awaiting_since.is_not(None), 0), else_=1),
        ticket.c.priority,
        case((ticket.c.due_at.is_(None), 1), else_=0),
        ticket.c.due_at,
        ticket.c.id,
    )


def _matches(search: str) -> ColumnElement[bool]:
    digits = search.lstrip("#")
    if digits.isdecimal() and len(digits) < 15:
        return or_(ticket.c.id == int(digits) - NUMBER_BASE, ticket.c.order_no == digits)
    pattern = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    texts = (ticket.c.subject, ticket.c.description, ticket.c.last_line)
    return or_(*(column.like(pattern, escape="\\") for column in texts))


_COUNTS = Fixed(
    select(*(func.sum(case((_where(view), 1), else_=0)).label(view) for view in _COUNTED)).where(
        ticket.c.state.in_(WORKING)
    )
)
