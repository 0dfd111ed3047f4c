"""Chat identities: who they are to us and how they are served."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from messaging.repository import contacts as repository
from messaging.values import Contact


def get(session: Session, contact_id: int) -> Contact:
    """The contact, or `LookupError`."""
    found = repository.by_id(session, contact_id)
    if found is None:
        raise LookupError(f"no contact {contact_id}")
    return found


def find(session: Session, account: str, external_id: str) -> Contact | None:
    """The contact of this identity, if it is known."""
    return repository.by_identity(session, account, external_id)


def ensure(session: Session, account: str, external_id: str, *, now: datetime) -> Contact:
    """The contact of this identity, made if it is new; a stranger does not count as a follower."""
    return find(session, account, external_id) or repository.insert(
        session, account, external_id, now
    )


def of_member(session: Session, member_id: int) -> list[Contact]:
    """All contacts of a member, oldest first."""
    return repository.of_member(session, member_id)


def bind(session: Session, contact_id: int, member_id: int | None) -> None:
    """Say which member this contact is, or with None that it is nobody's."""
    repository.update(session, contact_id, member_id=member_id)


def serve_by(session: Session, contact_id: int, who: str, conversation_id: int | None) -> None:
    """Hand the contact to "bot" or "human"."""
    repository.update(session, contact_id, served_by=who, conversation_id=conversation_id)


def end_dialogue(session: Session, contact_id: int) -> None:
    """Forget what the bot was asking; whoever calls holds the contact's row."""
    repository.update(session, contact_id, dialogue=None, dialogue_until=None)


def follow(session: Session, contact_id: int, *, scene: str, now: datetime) -> None:
    """Note that they follow, and by which QR code they first came."""
    repository.follow(session, contact_id, scene or None, now)


def unfollow(session: Session, contact_id: int, *, now: datetime) -> None:
    """Note that they left; the turn closes what it holds open (see `Contact.message_left`)."""
    repository.update(session, contact_id, subscribed=False, unfollowed_at=now)


def came_back(session: Session, account: str, external_ids: Sequence[str]) -> None:
    """They write: whoever of them had left is there again."""
    repository.came_back(session, account, external_ids)


def external_ids(session: Session, contact_ids: Sequence[int]) -> list[str]:
    """The platform's ids of these contacts, in the order of their numbers."""
    return repository.external_ids(session, contact_ids)
