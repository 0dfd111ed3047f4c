"""Customers who are members, with something to spend."""

from membership import customers, points
from messaging import contacts
from tests.chat import ACCOUNT, Chat


def join(chat: Chat, *, holding: int = 0) -> int:
    """Make whoever chats a member with `holding` points; return the member's number."""
    with chat.store.session() as session:
        contact = contacts.ensure(session, ACCOUNT, chat.openid, now=chat.clock.now())
        now = chat.clock.now()
        member = customers.register(session, contact_id=contact.id, now=now).member_id
        if holding:
            points.earn(session, member, holding, source="test", key=f"{member}", now=now)
    return member


def available(chat: Chat, member: int) -> int:
    with chat.store.reading() as session:
        return points.summary(session, member, now=chat.clock.now()).available
