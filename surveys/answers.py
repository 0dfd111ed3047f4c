"""Answers, kept once each: what a score sets off, and what is asked next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from surveys import cases, definitions, kinds
from surveys.errors import AnswerError, NotFoundError
from surveys.repository import invitations as repository
from surveys.repository.rows import Db
from surveys.values import (
    ANSWERED,
    BLOCKED,
    CSAT,
    DETRACTOR,
    DISMISSED,
    FINISHED,
    WORDS,
    Definition,
    Invitation,
    Question,
    Value,
)
from tickets import service as tickets

_ENDED = (FINISHED, DISMISSED, BLOCKED)


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation with its questions and what was answered so far."""

    invitation: Invitation
    definition: Definition
    answers: Mapping[str, Value]

    @property
    def question(self) -> Question | None:
        """The question that is open; None when nothing is left to ask."""
        path = self.definition.path(self.answers)
        return path[-1] if path and path[-1].key not in self.answers else None

    @property
    def score(self) -> int | None:
        scored = self.definition.scored
        value = self.answers.get(scored.key) if scored else None
        return value if isinstance(value, int) else None

    @property
    def band(self) -> str | None:
        return self.definition.band(self.score)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an answer led to. `is_new` is False for a repeated one, which changed nothing."""

    asked: Asked
    is_new: bool
    late: bool


def asked(db: Db, invitation_id: int) -> Asked:
    """An invitation as it stands, or `NotFoundError`."""
    return _asked(db, _found(repository.by_id(db, invitation_id), invitation_id))


def check(question: Question, value: Value) -> Value:
    """`value` as it is kept; raise `AnswerError` when it is no answer to the question."""
    if value is None or value in ("", []):
        if question.optional:
            return None
        raise AnswerError(question.key, "missing")
    return kinds.every()[question.kind].keep(question, value)


def record(
    session: Session,
    invitation_id: int,
    question_key: str,
    value: Value,
    *,
    source: str,
    inbox_id: int | None = None,
    now: datetime,
) -> Recorded:
    """Keep the answer to a question, and do what follows from it.

    An answer that came before stands: a doubled one changes nothing. One after the deadline is
    kept and marked late; one after they had declined is welcome. Raise `AnswerError` for what is
    no answer or to a question that was not put to them, `NotFoundError` for an unknown invitation
    or question.
    """
    invitation = _found(repository.lock(session, invitation_id), invitation_id)
    before = _asked(session, invitation)
    try:
        question = before.definition.question(question_key)
    except KeyError:
        raise NotFoundError("question", question_key) from None
    if question not in before.definition.path(before.answers):
        raise AnswerError(question_key, "not_asked")
    value = check(question, value)
    late = invitation.is_late(now)
    row = {
        "invitation_id": invitation_id,
        "question": question.key,
        "kind": question.kind,
        "score": value if isinstance(value, int) else None,
        "choices": value if isinstance(value, list) else [],
        "text": value if isinstance(value, str) else None,
        "inbox_id": inbox_id,
        "answered_at": now,
        "late": late,
    }
    if invitation.state == BLOCKED or not repository.add_answer(session, row):
        return Recorded(before, is_new=False, late=late)
    after = Asked(invitation, before.definition, {**before.answers, question.key: value})
    _keep_response(session, after, question, source, late, now)
    _move(session, after, now)
    _follow_up(session, after, question, now)
    return Recorded(after, is_new=True, late=late)


def dismiss(session: Session, invitation_id: int, *, now: datetime) -> None:
    """They do not want to answer: nothing more is asked, what they said before is kept."""
    invitation = _found(repository.lock(session, invitation_id), invitation_id)
    state = FINISHED if repository.response_of(session, invitation_id) else DISMISSED
    if invitation.state not in _ENDED:
        seen = _seen(_asked(session, invitation), now)
        repository.update_invitation(
            session, invitation_id, {"state": state, "ended_at": now, **seen}
        )
        if state == FINISHED:
            repository.update_response(session, invitation_id, finished_at=now)


def speak(session: Session, invitation_id: int, language: str) -> Asked:
    """Go on in another language."""
    repository.update_invitation(session, invitation_id, {"language": language})
    return asked(session, invitation_id)


def _keep_response(
    session: Session, after: Asked, question: Question, source: str, late: bool, now: datetime
) -> None:
    invitation = after.invitation
    repository.add_response(
        session,
        {
            "invitation_id": invitation.id,
            "survey_id": invitation.survey_id,
            "version": invitation.version,
            "member_id": invitation.member_id,
            "contact_id": invitation.contact_id,
            "source": source,
            "late": late,
            "answered_at": now,
        },
    )
    values: dict[str, Any] = {}
    if question is after.definition.scored:
        values |= {"score": after.score, "band": after.band}
    if question.answer == WORDS:
        values["comment"] = comment(after)
    if after.question is None:
        values["finished_at"] = now
    if values:
        repository.update_response(session, invitation.id, **values)


def comment(asked: Asked) -> str | None:
    """All that was said in words, one paragraph an answer."""
    said = [value for value in asked.answers.values() if isinstance(value, str)]
    return "\n".join(said) or None


def _move(session: Session, after: Asked, now: datetime) -> None:
    values: dict[str, Any] = _seen(after, now)
    if after.question is None:
        values |= {"state": FINISHED, "ended_at": now}
    else:
        values |= {"state": ANSWERED}
    repository.update_invitation(session, after.invitation.id, values)


def _seen(asked: Asked, now: datetime) -> dict[str, Any]:
    """Whoever answers has seen it, whatever the platform said of its delivery."""
    if asked.invitation.shown_at is not None:
        return {}
    return {"shown_at": now, "closes_at": now + asked.definition.answer_within}


def _follow_up(session: Session, after: Asked, question: Question, now: datetime) -> None:
    """A rating goes to its ticket, a bad one opens a case, words are added to that case."""
    invitation, score = after.invitation, after.score
    if question is after.definition.scored and score is not None:
        if after.definition.kind == CSAT and invitation.ticket_id is not None:
            tickets.rate(session, invitation.ticket_id, score, now=now)
        if after.band == DETRACTOR:
            cases.answer_for(session, invitation, after.definition, score, now=now)
    if question.answer == WORDS and (said := after.answers[question.key]):
        cases.add_comment(session, invitation, str(said), score, now=now)


def _asked(db: Db, invitation: Invitation) -> Asked:
    definition = definitions.at_version(db, invitation.survey_id, invitation.version)
    given = {row.question: _value(row) for row in repository.answers(db, invitation.id)}
    return Asked(invitation, definition, given)


def _value(row: Any) -> Value:
    if row.score is not None:
        return int(row.score)
    return list(row.choices) or row.text


def _found(invitation: Invitation | None, key: object) -> Invitation:
    if invitation is None:
        raise NotFoundError("invitation", key)
    return invitation
