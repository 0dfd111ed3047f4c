"""Queries on single invitations, their responses and answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from messaging.models import Inbox, Outbox
from store.fixed import Fixed
from store.statements import changed, insert_once, table
from surveys.repository.rows import INVITATION, Db, answer, invitation, response, view
from surveys.values import (
    ANSWERED,
    CLOSED,
    DISMISSED,
    FINISHED,
    MESSAGE,
    QUEUED,
    SHOWN,
    Invitation,
)

_by_id = INVITATION.where(invitation.c.id == bindparam("id"))
_open = (
    INVITATION.where(
        invitation.c.contact_id == bindparam("contact"),
        invitation.c.state.in_((QUEUED, SHOWN, ANSWERED, CLOSED, DISMISSED, FINISHED)),
        invitation.c.channel == MESSAGE,
    )
    .order_by(invitation.c.id.desc())
    .limit(bindparam("most"))
)
_inbox = table(Inbox)
_outbox = table(Outbox)
_has_left = exists().where(
    _outbox.c.id == invitation.c.outbox_id,
    _outbox.c.state.in_(("inflight", "accepted", "unknown")),
)
_OPEN = Fixed(_open)
_SEEN = Fixed(_open.where(or_(invitation.c.state != QUEUED, _has_left)))
_answers = select(answer.c.question, answer.c.score, answer.c.choices, answer.c.text)


def by_id(db: Db, invitation_id: int) -> Invitation | None:
    row = db.execute(_by_id, {"id": invitation_id}).one_or_none()
    return None if row is None else view(row)


def lock(db: Db, invitation_id: int) -> Invitation | None:
    """The invitation, held until the transaction ends."""
    row = db.execute(_by_id.with_for_update(), {"id": invitation_id}).one_or_none()
    return None if row is None else view(row)


def latest_of_contact(
    db: Db, contact_id: int, most: int, *, unsent: bool = False
) -> list[Invitation]:
    """The newest invitations that were sent into this chat, with `unsent` also those that wait."""
    recent = _OPEN if unsent else _SEEN
    return [view(row) for row in recent.all(db, contact=contact_id, most=most)]


def wrote_since(db: Db, contact_id: int, since: datetime, *, before: int) -> bool:
    """Whether anything came from a chat since then, before the message with this number."""
    earlier = exists().where(
        _inbox.c.contact_id == contact_id, _inbox.c.id < before, _inbox.c.received_at > since
    )
    return bool(db.execute(select(earlier)).scalar())


def staff_wrote(db: Db, contact_id: int, *, after: int) -> bool:
    """Whether a message of staff was queued after the one with this number."""
    later = exists().where(
        _outbox.c.contact_id == contact_id,
        _outbox.c.id > after,
        _outbox.c.author.startswith("staff:"),
    )
    return bool(db.execute(select(later)).scalar())


def of_members(db: Db, member_ids: Sequence[int], limit: int) -> list[Invitation]:
    query = INVITATION.where(invitation.c.member_id.in_(member_ids))
    return [view(row) for row in db.execute(query.order_by(invitation.c.id.desc()).limit(limit))]


def update_invitation(
    session: Session,
    invitation_id: int,
    values: Mapping[str, Any],
    *,
    only_in: Sequence[str] | None = None,
) -> bool:
    """Change an invitation, with `only_in` only while it is in one of these states."""
    statement = update(invitation).where(invitation.c.id == invitation_id)
    if only_in is not None:
        statement = statement.where(invitation.c.state.in_(only_in))
    return changed(session, statement.values(**values)) == 1


def answers(db: Db, invitation_id: int) -> list[Row[Any]]:
    """(question, score, choices, text) of each answer, oldest first."""
    mine = _answers.where(answer.c.invitation_id == invitation_id)
    return list(db.execute(mine.order_by(answer.c.id)))


def add_answer(session: Session, row: Mapping[str, Any]) -> bool:
    """Keep an answer unless the question has one."""
    return insert_once(session, answer, row)


def add_response(session: Session, row: Mapping[str, Any]) -> bool:
    return insert_once(session, response, row)


def response_of(db: Db, invitation_id: int) -> Row[Any] | None:
    query = select(response).where(response.c.invitation_id == invitation_id)
    return db.execute(query).one_or_none()


def update_response(session: Session, invitation_id: int, **values: Any) -> None:
    mine = update(response).where(response.c.invitation_id == invitation_id)
    session.execute(mine.values(**values))


def last_scores(db: Db, member_ids: Sequence[int]) -> list[Row[Any]]:
    """(member_id, survey_id, score, band, answered_at, comment), oldest first."""
    query = select(
        response.c.member_id,
        response.c.survey_id,
        response.c.score,
        response.c.band,
        response.c.answered_at,
        response.c.comment,
    ).where(response.c.member_id.in_(member_ids), response.c.score.is_not(None))
    return list(db.execute(query.order_by(response.c.answered_at, response.c.id)))


def members_with_band(db: Db, member_ids: Sequence[int], band: str, since: datetime) -> set[int]:
    """Those of the members whose score since then lies in a band."""
    query = select(response.c.member_id).where(
        response.c.member_id.in_(member_ids),
        response.c.band == band,
        response.c.answered_at >= since,
    )
    return set(db.execute(query.distinct()).scalars())
