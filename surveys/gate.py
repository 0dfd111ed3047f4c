"""What is asked again right before an invitation leaves: much may have happened since."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from messaging.gates import Pending, Verdict
from surveys.fatigue import AFTER_COMPLAINT, COMPLAINT, OFF, REOPENED
from surveys.repository import definitions, facts
from surveys.repository import sending as repository
from surveys.sending import CATEGORY
from surveys.values import QUEUED
from tickets.values import WORKING

WITH_STAFF, IN_DIALOGUE, OVER = "with staff", "in dialogue", "survey over"
LATER = timedelta(minutes=30)
_AFTER = "ticket_closed"


def gate(session: Session, pending: Sequence[Pending], now: datetime) -> Mapping[int, Verdict]:
    """Hold back a survey that was switched off or answered elsewhere, or after a complaint; let
    one wait while staff speak with the customer or have their ticket open again, or while they are
    in the middle of something."""
    mine = [row for row in pending if row.category == CATEGORY]
    if not mine:
        return {}
    known = repository.of_outbox(session, [row.id for row in mine])
    active = {survey.id for survey in definitions.active(session)}
    chats = facts.contacts(session, sorted({row.contact_id for row in mine}))
    complaints = facts.complaints(
        session,
        member_ids=sorted({row.member_id for row in known.values() if row.member_id}),
        contact_ids=sorted({row.contact_id for row in mine}),
        since=now - AFTER_COMPLAINT,
    )
    tickets = facts.tickets(
        session,
        sorted(row.ticket_id for row in known.values() if row.origin == _AFTER and row.ticket_id),
    )
    reopened = {number for number, row in tickets.items() if row.state in WORKING}
    verdicts = {}
    for row in mine:
        invitation = known.get(row.id)
        if invitation is not None and invitation.ticket_id in reopened:
            verdicts[row.id] = Verdict(REOPENED, until=now + LATER)
            continue
        verdict = _verdict(invitation, chats.get(row.contact_id), active, complaints, now)
        if verdict is not None:
            verdicts[row.id] = verdict
    return verdicts


def _verdict(
    invitation: Any, chat: Any, active: set[int], complaints: Sequence[Any], now: datetime
) -> Verdict | None:
    if invitation is None:
        return None
    if invitation.survey_id not in active:
        return Verdict(OFF)
    if invitation.state != QUEUED:
        return Verdict(OVER)
    if any(_concerns(row, invitation) for row in complaints):
        return Verdict(COMPLAINT)
    if chat is not None and chat.served_by == "human":
        return Verdict(WITH_STAFF, until=now + LATER)
    if chat is not None and chat.dialogue_until is not None and chat.dialogue_until > now:
        return Verdict(IN_DIALOGUE, until=chat.dialogue_until)
    return None


def _concerns(complaint: Any, invitation: Any) -> bool:
    if complaint.id == invitation.ticket_id:
        return False
    same_chat = complaint.contact_id == invitation.contact_id
    return same_chat or (
        invitation.member_id is not None and complaint.member_id == invitation.member_id
    )
