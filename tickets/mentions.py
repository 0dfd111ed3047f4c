"""Calling a colleague into a ticket with @: kept until they have looked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from store import live
from tickets import notices, staff
from tickets.repository import mentions as repository
from tickets.repository.rows import Db
from tickets.values import TicketView


def call(
    session: Session,
    ticket: TicketView,
    staff_ids: Sequence[int],
    by: int,
    text: str,
    *,
    now: datetime,
) -> None:
    """Tell the colleagues named in a note: live, in their own chats, and in their list."""
    for staff_id in staff_ids:
        repository.add(session, ticket.id, staff_id, now=now)
        payload = {"ticket": ticket.id, "staff": staff_id}
        live.emit(session, f"staff:{staff_id}", "mention", payload, now=now)
    if staff_ids:
        name = staff.get(session, by).display_name
        notices.mentioned(session, ticket, staff_ids, name, text, now=now)


def seen(session: Db, ticket_id: int, staff_id: int, *, now: datetime) -> bool:
    """Note that somebody has opened a ticket they were called into; whether that was new."""
    return repository.seen(session, ticket_id, staff_id, now=now)


def unseen(session: Db, ticket_id: int, staff_id: int) -> bool:
    """Whether somebody was called into a ticket and has not looked."""
    return repository.unseen(session, ticket_id, staff_id)
