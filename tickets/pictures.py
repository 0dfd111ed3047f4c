"""Pictures that staff send: kept on the shelf as long as a thread or a canned reply shows them."""

from sqlalchemy.orm import Session

from knowledge.pictures import shelf
from messaging.messages import Image, to_payload
from tickets.errors import NotFound
from tickets.repository import pictures as repository
from tickets.repository.rows import Db


def payload(session: Db, digest: str) -> dict[str, object]:
    """The message that shows a picture; whoever sends it puts in the platform's id.

    Raise `NotFound` for a picture that is not on the shelf.
    """
    if shelf.get(session, digest) is None:
        raise NotFound("picture", digest)
    return to_payload(Image(f"{shelf.MARK}{digest}"))


def sent(session: Session, outbox_id: int, digest: str) -> None:
    """Note that this message shows the picture, so that it stays."""
    repository.note_sent(session, outbox_id, digest)


def in_use(session: Db) -> set[str]:
    """The digests of pictures that were sent or that canned replies show."""
    return repository.in_use(session)
