"""Queries on what a customer may ask about: of this chat, and of their others."""

from sqlalchemy import or_, select

from tickets.repository import rows
from tickets.repository.rows import VIEW, Db, ticket
from tickets.repository.tickets import ASKED, contact
from tickets.values import TicketView


def to_customer(
    session: Db, contact_id: int, member_id: int | None, limit: int
) -> list[TicketView]:
    """The tickets of a chat and of its member, newest first; a merged one is another's."""
    whose = ticket.c.contact_id == contact_id
    if member_id is not None:
        chats = select(contact.c.id).where(contact.c.member_id == member_id)
        whose = or_(whose, ticket.c.member_id == member_id, ticket.c.contact_id.in_(chats))
    query = VIEW.where(whose, ASKED, ticket.c.state != "merged").order_by(ticket.c.id.desc())
    return [rows.view(row) for row in session.execute(query.limit(limit))]
