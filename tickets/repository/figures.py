"""The queries of the reports."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select

from messaging import models as messages
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, conversation, ticket
from tickets.repository.tickets import ASKED

_response = rows.table(models.TicketResponse)
_event = rows.table(models.ConversationEvent)
_inbox = rows.table(messages.Inbox)

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
    "rating_comment",
    "reopened",
)


def between(session: Db, start: datetime, end: datetime) -> list[Row[Any]]:
    """The tickets of customers that were opened or ended in a span."""
    spans = [and_(at >= start, at < end) for at in (ticket.c.opened_at, ticket.c.resolved_at)]
    inside = or_(*spans)
    query = (
        select(*(ticket.c[name] for name in _COLUMNS)).where(inside, ASKED).order_by(ticket.c.id)
    )
    return [*session.execute(query).all()]


def open_at(session: Db, end: datetime) -> int:
    """How many tickets of customers were open at an instant."""
    still = or_(ticket.c.resolved_at.is_(None), ticket.c.resolved_at >= end)
    asked = (ASKED, ticket.c.state != "merged")
    query = select(func.count()).where(ticket.c.opened_at < end, still, *asked)
    return int(session.execute(query).scalar_one())


def waits(session: Db, start: datetime, end: datetime) -> list[Row[Any]]:
    """The answers of a span, each with who gave it and since when the customer had waited."""
    query = select(_response).where(
        _response.c.answered_at >= start, _response.c.answered_at < end
    )
    return [*session.execute(query).all()]


def handed_off(session: Db, start: datetime, end: datetime) -> tuple[int, int]:
    """How many customers were handed to a human in a span, and how many wrote at all."""
    wrote = select(func.count(_inbox.c.contact_id.distinct())).where(
        _inbox.c.received_at >= start, _inbox.c.received_at < end, _inbox.c.kind != "event"
    )
    handed = (
        select(func.count(conversation.c.contact_id.distinct()))
        .select_from(_event.join(conversation, conversation.c.id == _event.c.conversation_id))
        .where(_event.c.event == "request_human", _event.c.at >= start, _event.c.at < end)
    )
    asked = int(session.execute(handed).scalar_one())
    return asked, max(asked, int(session.execute(wrote).scalar_one()))
