"""Queries on incidents."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select, update

from messaging import models as messages
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import VIEW, Db, ticket
from tickets.values import WORKING, TicketView

_incident = rows.table(models.Incident)
_answer = rows.table(models.IncidentAnswer)
_delivery = rows.table(models.IncidentDelivery)
_outbox = rows.table(messages.Outbox)
_COLUMNS = tuple(
    _incident.c[name]
    for name in (
        "id",
        "title",
        "announcement",
        "state",
        "opened_by",
        "opened_at",
        "closed_at",
        "cause",
        "outcome",
    )
)


def add(session: Db, **values: Any) -> int:
    """Write an open incident and return its id."""
    return rows.add(session, _incident, state="open", **values)


def change(session: Db, incident_id: int, values: dict[str, Any]) -> bool:
    """Write over one; False when there is none."""
    changed = update(_incident).where(_incident.c.id == incident_id).values(**values)
    return rows.count(session.execute(changed)) == 1


def close(session: Db, incident_id: int, values: dict[str, Any]) -> bool:
    """Close an open one; False when it is none."""
    open_one = (_incident.c.id == incident_id, _incident.c.state == "open")
    return rows.count(session.execute(update(_incident).where(*open_one).values(**values))) == 1


def by_id(session: Db, incident_id: int) -> Any:
    """One incident, or None."""
    return session.execute(select(*_COLUMNS).where(_incident.c.id == incident_id)).one_or_none()


def in_state(session: Db, state: str) -> list[Any]:
    """The incidents in a state, newest first."""
    query = select(*_COLUMNS).where(_incident.c.state == state)
    return [*session.execute(query.order_by(_incident.c.id.desc()))]


def lines(session: Db, limit: int) -> list[Any]:
    """Incidents with how many tickets they have, and how many of those are in work."""
    working = func.sum(case((ticket.c.state.in_(WORKING), 1), else_=0))
    query = (
        select(*_COLUMNS, func.count(ticket.c.id), func.coalesce(working, 0))
        .select_from(_incident.outerjoin(ticket, ticket.c.incident_id == _incident.c.id))
        .group_by(*_COLUMNS)
        .order_by(case((_incident.c.state == "open", 0), else_=1), _incident.c.id.desc())
        .limit(limit)
    )
    return [*session.execute(query)]


def tickets(session: Db, incident_id: int) -> list[TicketView]:
    """The tickets of an incident, oldest first."""
    query = VIEW.where(ticket.c.incident_id == incident_id).order_by(ticket.c.id)
    return [rows.view(row) for row in session.execute(query)]


def link(session: Db, incident_id: int, ticket_ids: Sequence[int]) -> list[int]:
    """Put free tickets in work into an incident; return those that came in."""
    linked = []
    for ticket_id in dict.fromkeys(ticket_ids):
        free = (
            ticket.c.id == ticket_id,
            ticket.c.incident_id.is_(None),
            ticket.c.state.in_(WORKING),
        )
        changed = update(ticket).where(*free).values(incident_id=incident_id)
        if rows.count(session.execute(changed)):
            linked.append(ticket_id)
    return linked


def unlink(session: Db, incident_id: int, ticket_id: int) -> bool:
    """Take a ticket out of an incident; False when it is not in it."""
    mine = (ticket.c.id == ticket_id, ticket.c.incident_id == incident_id)
    return rows.count(session.execute(update(ticket).where(*mine).values(incident_id=None))) == 1


def add_answer(session: Db, **values: Any) -> int:
    """Write an answer and return its id."""
    return rows.add(session, _answer, **values)


def answer_by_client(session: Db, client_id: str) -> int | None:
    """The answer that a submit made, if it did."""
    query = select(_answer.c.id).where(_answer.c.client_id == client_id[:64])
    return session.execute(query).scalar_one_or_none()


def incident_of(session: Db, answer_id: int) -> int | None:
    """Which incident an answer is of."""
    query = select(_answer.c.incident_id).where(_answer.c.id == answer_id)
    return session.execute(query).scalar_one_or_none()


def answers(session: Db, incident_id: int) -> list[Any]:
    """The answers of an incident, newest first."""
    query = select(_answer).where(_answer.c.incident_id == incident_id)
    return [*session.execute(query.order_by(_answer.c.id.desc()))]


def expect(session: Db, answer_id: int, ticket_id: int, reason: str | None) -> None:
    """Note that a ticket is to get an answer, or why it is not."""
    rows.put(session, _delivery, answer_id=answer_id, ticket_id=ticket_id, reason=reason)


def expected(session: Db, answer_id: int) -> set[int]:
    """The tickets an answer is noted for."""
    query = select(_delivery.c.ticket_id).where(_delivery.c.answer_id == answer_id)
    return {*session.execute(query).scalars()}


def contacts_of(session: Db, answer_id: int) -> set[int]:
    """The contacts an answer is noted for."""
    query = (
        select(ticket.c.contact_id)
        .join(_delivery, _delivery.c.ticket_id == ticket.c.id)
        .where(_delivery.c.answer_id == answer_id)
    )
    return {*session.execute(query).scalars()}


def unanswered(session: Db, limit: int) -> list[Any]:
    """Answers that were decided and not written yet, oldest first."""
    query = (
        select(_delivery.c.answer_id, _delivery.c.ticket_id, _answer.c.text, _answer.c.staff_id)
        .join(_answer, _answer.c.id == _delivery.c.answer_id)
        .where(_delivery.c.outbox_id.is_(None), _delivery.c.reason.is_(None))
        .order_by(_delivery.c.answer_id, _delivery.c.ticket_id)
        .limit(limit)
    )
    return [*session.execute(query)]


def settle(
    session: Db, answer_id: int, ticket_id: int, outbox_id: int | None, reason: str | None
) -> bool:
    """Write what became of one; False when somebody else has."""
    mine = (
        _delivery.c.answer_id == answer_id,
        _delivery.c.ticket_id == ticket_id,
        _delivery.c.outbox_id.is_(None),
        _delivery.c.reason.is_(None),
    )
    values = {"outbox_id": outbox_id, "reason": reason}
    return rows.count(session.execute(update(_delivery).where(*mine).values(**values))) == 1


def states(session: Db, incident_id: int) -> dict[int, dict[str, int]]:
    """By answer: how many messages are in which state; reasons where there is no message."""
    state = func.coalesce(_outbox.c.state, _delivery.c.reason, literal(""))
    query = (
        select(_delivery.c.answer_id, state, func.count())
        .select_from(
            _delivery.join(_answer, _answer.c.id == _delivery.c.answer_id).outerjoin(
                _outbox, _outbox.c.id == _delivery.c.outbox_id
            )
        )
        .where(_answer.c.incident_id == incident_id)
        .group_by(_delivery.c.answer_id, state)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for answer_id, name, count in session.execute(query):
        found[answer_id][name] = count
    return found


def to_end(session: Db, limit: int) -> list[Any]:
    """Tickets of closed incidents that are in work and whose customer does not wait."""
    waits = and_(
        ticket.c.last_staff_at.is_not(None), ticket.c.last_customer_at > ticket.c.last_staff_at
    )
    query = (
        select(
            ticket.c.id,
            ticket.c.owner_id,
            _incident.c.opened_by,
            _incident.c.title,
            _incident.c.cause,
            _incident.c.outcome,
        )
        .join(_incident, _incident.c.id == ticket.c.incident_id)
        .where(
            _incident.c.state == "closed",
            ticket.c.state.in_(WORKING),
            ~or_(waits, ticket.c.last_at > _incident.c.closed_at),
        )
        .order_by(ticket.c.id)
        .limit(limit)
    )
    return [*session.execute(query)]
