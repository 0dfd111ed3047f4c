"""Whom the desk is still settling something serious with: others wait with what they send."""

from collections.abc import Collection

from tickets.repository import standing as repository
from tickets.repository.rows import Db

SERIOUS = ("complaint", "survey")


def open_complaints(session: Db, member_ids: Collection[int]) -> set[int]:
    """The members with an open complaint or survey case, of any of their chats."""
    return repository.members_with_open(session, member_ids, SERIOUS)
