"""The survey as a web form: what a page shows of an invitation, and what it hands in.

The page asks one question after another (it works without JavaScript): it shows
`Form.question`, hands the answer to `submit`, and shows what `submit` returns.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from membership import merged_repository as merged
from membership import referral
from surveys import answers
from surveys.answers import Asked
from surveys.links import Links
from surveys.repository import invitations as repository
from surveys.values import BLOCKED, DISMISSED, PLANNED, PROMOTER, QUEUED, SHOWN, Question, Value

OPEN, DONE, REFUSED = "open", "done", "refused"
_WEB = "web"


@dataclass(frozen=True, slots=True)
class Referral:
    """What a promoter may pass on: their code, and the points for them and for a friend."""

    code: str
    mine: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Form:
    """A page's content. `state`: open (`question` is asked), done (`thanks` is said), refused.

    `number` is the place of the question on the way so far, from 1. `repeated` says that what was
    handed in had been answered before and changed nothing.
    """

    state: str
    title: str
    language: str
    question: Question | None
    number: int
    thanks: str
    late: bool
    repeated: bool = False
    referral: Referral | None = None


def load(session: Session, token: str, *, links: Links, language: str = "", now: datetime) -> Form:
    """What to show of the link's invitation; opening it counts as being shown it.

    Raise `LinkError` for a forged token, `NotFoundError` for an invitation that is gone.
    """
    asked = answers.asked(session, links.read(token))
    invitation = asked.invitation
    if invitation.state in (PLANNED, QUEUED):
        seen = {"state": SHOWN, "shown_at": now, "closes_at": now + asked.definition.answer_within}
        repository.update_invitation(session, invitation.id, seen, only_in=(PLANNED, QUEUED))
    return _form(session, asked, language, now)


def submit(
    session: Session,
    token: str,
    question_key: str,
    value: Value,
    *,
    links: Links,
    language: str = "",
    now: datetime,
) -> Form:
    """Hand in one answer and return what to show next.

    Raise `AnswerError` for what is no answer: show the question again. A repeated answer is not
    counted again.
    """
    invitation_id = links.read(token)
    recorded = answers.record(session, invitation_id, question_key, value, source=_WEB, now=now)
    return _form(session, recorded.asked, language, now, repeated=not recorded.is_new)


def finish(session: Session, token: str, *, links: Links, now: datetime) -> None:
    """They leave the rest unanswered, or all of it."""
    answers.dismiss(session, links.read(token), now=now)


def _form(
    session: Session, asked: Asked, language: str, now: datetime, *, repeated: bool = False
) -> Form:
    speaks = language or asked.invitation.language
    question = asked.question
    state = OPEN if question is not None else DONE
    if asked.invitation.state in (DISMISSED, BLOCKED):
        state, question = REFUSED, None
    words = asked.definition.thanks.get(asked.band or "") or asked.definition.thanks[""]
    return Form(
        state=state,
        title=asked.definition.name,
        language=speaks,
        question=question,
        number=len(asked.definition.path(asked.answers)),
        thanks=words.say(speaks, _WEB),
        late=asked.invitation.is_late(now),
        repeated=repeated,
        referral=_referral(session, asked, now) if state == DONE else None,
    )


def _referral(session: Session, asked: Asked, now: datetime) -> Referral | None:
    """For a member who would recommend us, where the survey says so and the shop has a reward."""
    member_id = asked.invitation.member_id
    if member_id is None or not asked.definition.refer_promoters or asked.band != PROMOTER:
        return None
    member_id = merged.today(session, [member_id]).get(member_id, member_id)
    found = referral.status(session, member_id, now=now)
    if not found.rules.enabled:
        return None
    return Referral(found.code, found.rules.referrer_points, found.rules.referred_points)
