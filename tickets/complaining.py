"""A customer complains of what was no complaint yet: the ticket becomes one."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tickets import customers, service, settings, sla
from tickets.opening import first_words
from tickets.repository import tickets as repository
from tickets.values import NORMAL, TicketView

MILD = ("enquiry", "suggestion")
COMPLAINT = "complaint"


def becomes(
    session: Session, ticket_id: int, said: str, *, strong_words: bool = False, now: datetime
) -> TicketView:
    """Make an enquiry or a suggestion in work a complaint: priority, team and deadlines follow.

    It is called by what was `said`, unless it has a name of its own. Whoever has it keeps it;
    what nobody has, and nobody has moved, goes to the complaints' team.
    """
    ticket = service.get(session, ticket_id)
    if ticket.kind not in MILD or not ticket.is_working:
        return ticket
    reasons = dict.fromkeys(
        (*ticket.priority_reasons, COMPLAINT, *(["strong_words"] if strong_words else []))
    )
    raised = strong_words and "strong_words" not in ticket.priority_reasons
    values: dict[str, Any] = {
        "kind": COMPLAINT,
        "priority": max(1, min(ticket.priority, NORMAL) - raised),
        "priority_reasons": [*reasons],
    }
    if said and ticket.category is None and ticket.subject == first_words(ticket.description):
        values["subject"] = first_words(said)
    repository.update_ticket(session, ticket_id, **values)
    detail = {"kind": [ticket.kind, COMPLAINT]}
    repository.note(session, ticket_id, "changed", "customer", now=now, detail=detail)
    if ticket.owner_id is None:
        _move(session, ticket, now)
    sla.recompute_one(session, ticket_id, now=now)
    service.tell(session, ticket_id, "changed", now=now)
    return service.get(session, ticket_id)


def _move(session: Session, ticket: TicketView, now: datetime) -> None:
    standing = customers.standing(session, ticket.member_id, now=now)
    if ticket.team_id != settings.team_for(session, ticket.kind, standing):
        return
    team_id = settings.team_for(session, COMPLAINT, standing)
    repository.update_ticket(session, ticket.id, team_id=team_id)
    conversation = repository.conversation_of(session, ticket.contact_id)
    if conversation is not None and conversation.state == "queued":
        repository.update_conversation(session, conversation.id, team_id=team_id)
