"""Invitations as others may look them up."""

from membership import merged_repository as merged
from surveys.repository import invitations as repository
from surveys.repository.rows import Db
from surveys.values import Invitation


def latest_of_contact(
    db: Db, contact_id: int, *, most: int = 3, unsent: bool = False
) -> list[Invitation]:
    """The newest invitations of this chat, newest first: those that they may have seen, with
    `unsent` also those that wait for their turn in the outbox."""
    return repository.latest_of_contact(db, contact_id, most, unsent=unsent)


def is_last_word(db: Db, invitation: Invitation, contact_id: int, *, inbox_id: int) -> bool:
    """Whether this message is the first that the customer wrote since the invitation came."""
    since = invitation.shown_at or invitation.due_at
    return not repository.wrote_since(db, contact_id, since, before=inbox_id)


def staff_wrote_since(db: Db, invitation: Invitation, contact_id: int) -> bool:
    """Whether a person wrote into this chat after the invitation was queued."""
    return repository.staff_wrote(db, contact_id, after=invitation.outbox_id or 0)


def of_member(db: Db, member_id: int, *, limit: int = 20) -> list[Invitation]:
    """A member's invitations, newest first, the blocked ones with their rule; those under records
    that were merged into this one are among them."""
    return repository.of_members(db, [member_id, *merged.formerly(db, [member_id])], limit)
