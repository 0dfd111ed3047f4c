"""Tickets as others find them."""

from datetime import datetime, timedelta

from tickets import settings
from tickets.errors import NotFound
from tickets.repository import known
from tickets.repository import tickets as repository
from tickets.repository.rows import Db
from tickets.values import NUMBER_BASE, TicketView

LINE_LENGTH = 120
_HISTORY = 50


def get(session: Db, ticket_id: int) -> TicketView:
    """The ticket, or `NotFound`."""
    found = repository.by_id(session, ticket_id)
    if found is None:
        raise NotFound("ticket", ticket_id)
    return found


def by_number(session: Db, number: int) -> TicketView:
    """The ticket with this number, or `NotFound`."""
    return get(session, number - NUMBER_BASE)


def remaining(session: Db, ticket_id: int) -> TicketView:
    """The ticket, or the one it was merged into; `NotFound`."""
    found = get(session, ticket_id)
    return found if found.merged_into_id is None else get(session, found.merged_into_id)


def latest_for_contact(session: Db, contact_id: int) -> TicketView | None:
    """The ticket a customer most likely speaks of: the newest open one, else what ended last.

    None that was merged: what becomes of it is said by the one that remains.
    """
    working = repository.newest_working(session, contact_id)
    return working or repository.last_ended(session, contact_id)


def last_ended(session: Db, contact_id: int) -> TicketView | None:
    """The ticket of a customer that ended last, however long ago."""
    return repository.last_ended(session, contact_id)


def concerned(session: Db, contact_id: int) -> TicketView | None:
    """The ticket that a customer's words belong to: theirs, else a task they were written in."""
    which = repository.SPOKEN_OF
    own = repository.newest_working(session, contact_id)
    spoken = own or repository.newest_working(session, contact_id, which)
    return spoken or repository.last_ended(session, contact_id, which=which)


def for_contact(session: Db, contact_id: int, limit: int = _HISTORY) -> list[TicketView]:
    """The tickets that a contact knows of, newest first."""
    return repository.all_of(session, contact_id, limit)


def known_to(session: Db, contact_id: int, member_id: int | None) -> list[TicketView]:
    """What a customer may ask about, newest first: of this chat, and of a member's others too."""
    return known.to_customer(session, contact_id, member_id, _HISTORY)


def everything_about(session: Db, contact_id: int, limit: int = _HISTORY) -> list[TicketView]:
    """The same for staff: with the tasks that campaigns gave them."""
    return repository.all_of(session, contact_id, limit, tasks=True)


def has_open(session: Db, contact_id: int) -> bool:
    """Whether something of this contact is still being settled or spoken of with a human."""
    found = repository.newest_working(session, contact_id, repository.SPOKEN_OF)
    return found is not None


def awaiting_count(session: Db) -> int:
    """How many open tickets have a customer waiting for a word."""
    return repository.awaiting_count(session)


def is_recent(session: Db, ticket: TicketView, *, now: datetime) -> bool:
    """Whether a settled ticket may still be opened again instead of a new one."""
    days = settings.get(session).reopen_days
    return ticket.resolved_at is not None and now - ticket.resolved_at <= timedelta(days=days)


def line_of(text: str) -> str:
    """One line of a message, short enough for a list."""
    line = " ".join(text.split())
    return line if len(line) <= LINE_LENGTH else line[: LINE_LENGTH - 1] + "…"
