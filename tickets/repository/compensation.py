"""Queries on what was promised to customers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, staff

_compensation = rows.table(models.Compensation)
_COLUMNS = tuple(
    _compensation.c[name]
    for name in (
        "id",
        "ticket_id",
        "points",
        "reason",
        "state",
        "asked_by",
        "decided_by",
        "created_at",
        "coupon",
    )
)


def add(session: Db, values: dict[str, Any]) -> int:
    """Write a promise and return its id."""
    return rows.add(session, _compensation, **values)


def by_id(session: Db, compensation_id: int) -> Any:
    """One promise, or None."""
    return _one(session, _compensation.c.id == compensation_id)


def by_client(session: Db, client_id: str) -> Any:
    """The promise that a submit made, or None."""
    return _one(session, _compensation.c.client_id == client_id)


def of_ticket(session: Db, ticket_id: int) -> list[Any]:
    """The promises of a ticket, oldest first."""
    return _all(session, _compensation.c.ticket_id == ticket_id)


def waiting(session: Db) -> list[Any]:
    """The promises nobody has decided on, oldest first, each with its ticket's contact."""
    query = (
        select(*_COLUMNS, rows.ticket.c.contact_id)
        .join(rows.ticket, rows.ticket.c.id == _compensation.c.ticket_id)
        .where(_compensation.c.state == "waiting")
        .order_by(_compensation.c.created_at, _compensation.c.id)
    )
    return [*session.execute(query)]


def waiting_count(session: Db) -> int:
    query = select(func.count()).where(_compensation.c.state == "waiting")
    return int(session.execute(query).scalar_one())


def lock_giver(session: Db, staff_id: int) -> None:
    """Let nobody promise on two tickets at once: both would count the day without the other."""
    session.execute(select(staff.c.id).where(staff.c.id == staff_id).with_for_update())


def decide(session: Db, compensation_id: int, values: dict[str, Any]) -> bool:
    """Decide a promise that waits; False when it no longer does."""
    waiting = (_compensation.c.id == compensation_id, _compensation.c.state == "waiting")
    changed = update(_compensation).where(*waiting).values(**values)
    return rows.count(session.execute(changed)) == 1


def promised(session: Db, ticket_id: int, staff_id: int, since: datetime) -> tuple[int, int]:
    """Points promised and not refused: on the ticket, and by one person since an instant."""
    counted = _compensation.c.state.in_(("waiting", "granted"))
    total = select(func.coalesce(func.sum(_compensation.c.points), 0)).where(counted)
    on_ticket = total.where(_compensation.c.ticket_id == ticket_id)
    by_person = total.where(
        _compensation.c.asked_by == staff_id, _compensation.c.created_at > since
    )
    return (
        int(session.execute(on_ticket).scalar_one()),
        int(session.execute(by_person).scalar_one()),
    )


def coupons_promised(
    session: Db, ticket_id: int, staff_id: int, since: datetime
) -> tuple[int, int]:
    """Coupons promised and not refused: on the ticket, and by one person since an instant."""
    counted = (_compensation.c.state.in_(("waiting", "granted")), _compensation.c.kind == "coupon")
    total = select(func.count()).where(*counted)
    on_ticket = total.where(_compensation.c.ticket_id == ticket_id)
    by_person = total.where(
        _compensation.c.asked_by == staff_id, _compensation.c.created_at > since
    )
    return (
        int(session.execute(on_ticket).scalar_one()),
        int(session.execute(by_person).scalar_one()),
    )


def _one(session: Db, where: ColumnElement[bool]) -> Any:
    return session.execute(select(*_COLUMNS).where(where)).one_or_none()


def _all(session: Db, where: ColumnElement[bool]) -> list[Any]:
    return [*session.execute(select(*_COLUMNS).where(where).order_by(_compensation.c.id))]
