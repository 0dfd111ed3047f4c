"""The closed loop: a bad score is a case with an owner and a day to answer it."""

from datetime import datetime

from sqlalchemy.orm import Session

from store import live
from surveys.repository import cases as repository
from surveys.repository import invitations
from surveys.values import CSAT, Definition, Invitation
from tickets import service as tickets
from tickets import work

KIND, SOURCE = "survey", "survey"
BY = "survey"
BATCH = 200
SUBJECT = "评价回访（{score}/{high} 分）"
"""What the customer reads too, when they ask how far it is."""


def answer_for(
    session: Session, invitation: Invitation, definition: Definition, score: int, *, now: datetime
) -> None:
    """Open the case of a bad score; where the survey opens none, staff hear of it all the same.
    Of a ticket's rating the desk tells by itself."""
    if definition.open_cases:
        open_for(session, invitation, definition, score, now=now)
    elif definition.kind != CSAT or invitation.ticket_id is None:
        alert(session, invitation, score, definition.questions[0].high, now=now)


def open_for(
    session: Session, invitation: Invitation, definition: Definition, score: int, *, now: datetime
) -> int | None:
    """Open the case of a bad score and tell staff; return its ticket, None without any chat.

    It hangs on the conversation of the chat that was asked, gets the supervisor with the fewest
    such cases as its owner, and is due as `tickets.sla` promises. While it is open the desk counts
    it among the complaints, so that nothing is advertised to them.
    """
    contact_id = invitation.contact_id or repository.contact_of(session, invitation.member_id)
    if contact_id is None:
        return None
    scored = definition.questions[0]
    ticket = tickets.open(
        session,
        contact_id=contact_id,
        member_id=invitation.member_id,
        kind=KIND,
        source=SOURCE,
        category=definition.kind,
        subject=SUBJECT.format(score=score, high=scored.high),
        description=f"打了 {score}/{scored.high} 分（{definition.name}）",
        now=now,
    )
    owner = repository.owner(session)
    if owner is not None:
        work.assign(session, ticket.id, owner, by=BY, now=now)
    invitations.update_response(session, invitation.id, case_id=ticket.id)
    alert(session, invitation, score, scored.high, ticket_id=ticket.id, owner_id=owner, now=now)
    return ticket.id


def hand_over(session: Session, *, now: datetime) -> int:
    """Give the cases of accounts that were locked to somebody else; return how many."""
    moved = 0
    for ticket_id in repository.orphaned(session, BATCH):
        owner = repository.owner(session)
        if owner is None:
            break
        work.assign(session, ticket_id, owner, by=BY, now=now)
        moved += 1
    return moved


def add_comment(
    session: Session, invitation: Invitation, said: str, score: int | None, *, now: datetime
) -> None:
    """Let what they wrote about their score stand in its case, or on the ticket it was about."""
    response = invitations.response_of(session, invitation.id)
    if response is None:
        return
    if response.case_id is not None:
        tickets.add_note_from_customer(session, response.case_id, said, now=now)
    if invitation.ticket_id is not None and score is not None and response.score is not None:
        repository.comment_rating(session, invitation.ticket_id, said)


def alert(
    session: Session,
    invitation: Invitation,
    score: int,
    most: int,
    *,
    ticket_id: int | None = None,
    owner_id: int | None = None,
    now: datetime,
) -> None:
    """Tell the owner and the supervisors of a bad rating while it is fresh; of one that opens no
    case, too."""
    payload = {
        "ticket": ticket_id,
        "score": score,
        "most": most,
        "survey": invitation.survey_id,
        "invitation": invitation.id,
    }
    told = {owner_id, invitation.staff_id, *repository.supervisors(session)} - {None}
    for staff_id in sorted(one for one in told if one is not None):
        mine = {**payload, "staff": staff_id}
        live.emit(session, f"staff:{staff_id}", "bad_rating", mine, now=now)
