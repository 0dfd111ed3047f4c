"""Whether a given chat may be asked in: the chat that a ticket was settled in comes first."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from membership import consents
from messaging.reach.values import (
    BLOCKED_CONTACT,
    MESSAGE,
    NO_CONTACT,
    REFUSED,
    SURVEY,
    UNFOLLOWED,
    WINDOW_CLOSED,
    Block,
    Plan,
    Route,
)
from surveys.repository import facts


class ChatReach:
    """Plans for some chats, read in one statement."""

    def __init__(self, session: Session, ids: Collection[int], *, now: datetime) -> None:
        self._session = session
        self._rows = facts.contacts(session, sorted(set(ids)))
        self._now = now

    def plan(self, contact_id: int, member_id: int | None) -> Plan:
        """A message into this chat, or the rule that forbids it."""
        rule = self._rule(contact_id, member_id)
        if rule:
            return Plan(None, (Block(MESSAGE, rule),))
        return Plan(Route(MESSAGE, contact_id, self._rows[contact_id].account))

    def _rule(self, contact_id: int, member_id: int | None) -> str:
        row = self._rows.get(contact_id)
        if row is None:
            return NO_CONTACT
        if row.blocked:
            return BLOCKED_CONTACT
        if not row.subscribed:
            return UNFOLLOWED
        is_open = row.message_until is not None and row.message_until > self._now
        if not is_open or row.message_left <= 0:
            return WINDOW_CLOSED
        said = consents.allowed(
            self._session,
            channel=row.account.partition(":")[0],
            kind=SURVEY,
            contact_id=contact_id,
            member_id=member_id,
        )
        return "" if said else REFUSED
