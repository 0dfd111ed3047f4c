"""Queries on who has something open, many members at once, by indexed columns."""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, select

from tickets.repository.rows import Db, ticket
from tickets.repository.tickets import contact
from tickets.values import WORKING

BATCH = 500


def members_with_open(
    session: Db, member_ids: Collection[int], kinds: Collection[str]
) -> set[int]:
    """The members who have such a ticket, themselves or through a chat bound to them since."""
    found: set[int] = set()
    through_chat = (
        select(contact.c.member_id).join(ticket, ticket.c.contact_id == contact.c.id).distinct()
    )
    for ids in _batches(member_ids):
        own = select(ticket.c.member_id).where(ticket.c.member_id.in_(ids), *_open(kinds))
        bound = through_chat.where(contact.c.member_id.in_(ids), *_open(kinds))
        for query in (own.distinct(), bound):
            found.update(session.execute(query).scalars())
    return found


def _open(kinds: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return ticket.c.state.in_(WORKING), ticket.c.kind.in_(tuple(kinds))


def _batches(ids: Collection[int]) -> Iterator[tuple[int, ...]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), BATCH):
        yield tuple(ordered[start : start + BATCH])
