"""The end of a conversation: nothing is left to settle, and nobody waits in the queue."""

from datetime import datetime

from sqlalchemy.orm import Session

from messaging import contacts
from tickets import machines
from tickets.machines import CONVERSATION
from tickets.repository import tickets as repository


def end(session: Session, contact_id: int, by: str, *, now: datetime) -> None:
    """Hand the customer back to the bot."""
    conversation = repository.conversation_of(session, contact_id)
    if conversation is None:
        return
    if CONVERSATION.choose("resolve", conversation.state, conversation.staff_id) is None:
        return
    values = {"staff_id": None, "queued_at": None, "snoozed_until": None, "changed_at": now}
    machines.fire(
        session, CONVERSATION, conversation.id, "resolve", actor=by, now=now, values=values
    )
    contacts.serve_by(session, contact_id, "bot", conversation.id)
