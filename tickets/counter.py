"""Tickets of members who have no chat: they called, or came by."""

from datetime import datetime

from sqlalchemy.orm import Session

from messaging import contacts
from messaging.reach.choosing import SMS_ACCOUNT
from messaging.values import Contact
from store.columns import EPOCH
from tickets import customers

ACCOUNT = "desk"
"""The account of contacts that only stand for somebody at the counter or on the phone."""


def is_chat(account: str) -> bool:
    """Whether customers of this account can write to us, so that we can ever answer there."""
    return account not in (ACCOUNT, SMS_ACCOUNT)


def contact_for(session: Session, member_id: int, *, now: datetime) -> int:
    """The chat in which a member can be answered longest, or the newest; else a contact that
    stands for them, and to whom nothing is sent.

    Raise `NotFound` for an unknown member.
    """
    customers.person(session, member_id)
    chats = [one for one in contacts.of_member(session, member_id) if is_chat(one.account)]
    if chats:
        return max(chats, key=_answerable).id
    standing_in = contacts.ensure(session, ACCOUNT, f"member:{member_id}", now=now)
    if standing_in.member_id != member_id:
        contacts.bind(session, standing_in.id, member_id)
    return standing_in.id


def _answerable(chat: Contact) -> tuple[bool, datetime, int]:
    return chat.subscribed, chat.message_until or EPOCH, chat.id
