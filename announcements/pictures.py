"""The pictures of announcements, which stay on the shelf as long as one tells of them."""

from sqlalchemy.orm import Session

from announcements.repository import announcements as repository


def in_use(session: Session) -> set[str]:
    """The digests that announcements name: those still to be sent, those that staff look up."""
    named = (content.get("picture") for content in repository.contents(session))
    return {digest for digest in named if digest}
