"""「打错了，是 2 分」: the score put right while its survey is still being answered."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveys import answers, cases
from surveys.answers import Asked
from surveys.repository import corrections
from surveys.repository import invitations as repository
from surveys.values import ANSWERED, CSAT, DETRACTOR
from tickets import service as tickets

CORRECTED = "顾客说打错了，更正为 {score} 分"
"""What staff read on a case that a corrected score would not have opened."""


def correct(session: Session, invitation_id: int, score: int, *, now: datetime) -> Asked:
    """Let `score` stand instead of the one given, and do what follows from it.

    A survey that ended, or a score that stands already, is left as it is. A case that the mistaken
    score had opened stays, with a word on it: a person decides.
    """
    repository.lock(session, invitation_id)
    before = answers.asked(session, invitation_id)
    scored = before.definition.scored
    given = before.score
    if scored is None or given is None or given == score or before.invitation.state != ANSWERED:
        return before
    answers.check(scored, score)
    corrections.replace_score(session, invitation_id, scored.key, score, now=now)
    after = answers.asked(session, invitation_id)
    repository.update_response(session, invitation_id, score=score, band=after.band)
    _follow_up(session, before, after, score, now)
    return after


def _follow_up(session: Session, before: Asked, after: Asked, score: int, now: datetime) -> None:
    invitation, definition = after.invitation, after.definition
    if definition.kind == CSAT and invitation.ticket_id is not None:
        tickets.rate(session, invitation.ticket_id, score, now=now)
    response = repository.response_of(session, invitation.id)
    case_id = None if response is None else response.case_id
    if case_id is not None:
        said = CORRECTED.format(score=score)
        tickets.add_note_from_customer(session, case_id, said, now=now)
    elif after.band == DETRACTOR and before.band != DETRACTOR:
        cases.answer_for(session, invitation, definition, score, now=now)
