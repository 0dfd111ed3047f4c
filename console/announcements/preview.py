"""To whom an announcement is shown beforehand: oneself, or somebody named as staff name people."""

from sqlalchemy.orm import Session

from announcements.values import Seen
from console.access import me
from messaging import contacts
from tickets import chats, customers


def own_openid(session: Session, found: Seen) -> str:
    """The chat that this person bound to their account, if it is one of this official account."""
    own = chats.bound(session, me().id)
    if own is None:
        return ""
    contact = contacts.get(session, own[0])
    return contact.external_id if contact.account == found.target.account else ""


def openid(session: Session, found: Seen, typed: str) -> str:
    """The follower meant by a name, the end of a phone or a number; else what was typed."""
    if not typed:
        return ""
    meant = [
        contact.external_id
        for line in customers.search(session, typed)[0]
        for contact in contacts.of_member(session, line.id)
        if contact.account == found.target.account
    ]
    return meant[0] if len(meant) == 1 else typed
