"""Queries on invitations on their way: due, delivered, over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update

from messaging.models import Inbox, Outbox
from store.statements import Db, changed, table
from surveys.repository.rows import INVITATION, invitation, response, view
from surveys.values import ANSWERED, CLOSED, FINISHED, PLANNED, QUEUED, SHOWN, Invitation

_outbox = table(Outbox)
_inbox = table(Inbox)
OVER = ("accepted", "unknown", "failed", "blocked", "cancelled")


def due(db: Db, now: datetime, limit: int) -> list[Invitation]:
    """Planned invitations whose time has come, held until the transaction ends."""
    query = (
        INVITATION.where(invitation.c.state == PLANNED, invitation.c.due_at <= now)
        .order_by(invitation.c.due_at, invitation.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [view(row) for row in db.execute(query)]


def sent(db: Db, limit: int) -> list[Any]:
    """Queued invitations whose message has met its fate: what it was, when, and why."""
    query = (
        select(
            invitation.c.id,
            invitation.c.survey_id,
            invitation.c.version,
            _outbox.c.state,
            _outbox.c.reason,
            _outbox.c.finished_at,
        )
        .join(_outbox, _outbox.c.id == invitation.c.outbox_id)
        .where(invitation.c.state == QUEUED, _outbox.c.state.in_(OVER))
        .order_by(invitation.c.id)
        .limit(limit)
    )
    return list(db.execute(query))


def move(db: Db, invitation_id: int, values: Mapping[str, Any], *, was: Sequence[str]) -> bool:
    mine = and_(invitation.c.id == invitation_id, invitation.c.state.in_(was))
    return changed(db, update(invitation).where(mine).values(**values)) == 1


def close_unanswered(db: Db, now: datetime) -> int:
    """End what was shown and not answered in time."""
    late = update(invitation).where(invitation.c.state == SHOWN, invitation.c.closes_at <= now)
    return changed(db, late.values(state=CLOSED, ended_at=now))


def finish_unfinished(db: Db, now: datetime, limit: int = 500) -> int:
    """Take as whole what was answered in part when its time is over."""
    query = select(invitation.c.id).where(
        invitation.c.state == ANSWERED, invitation.c.closes_at <= now
    )
    ids = list(db.execute(query.limit(limit)).scalars())
    if not ids:
        return 0
    ended = update(response).where(
        response.c.invitation_id.in_(ids), response.c.finished_at.is_(None)
    )
    changed(db, ended.values(finished_at=now))
    over = update(invitation).where(invitation.c.id.in_(ids), invitation.c.state == ANSWERED)
    return changed(db, over.values(state=FINISHED, ended_at=now))


def last_lines(db: Db, contact_id: int, most: int) -> list[str]:
    """What was last written in a chat, newest first."""
    query = select(_inbox.c.text).where(
        _inbox.c.contact_id == contact_id, _inbox.c.kind == "text", _inbox.c.text.is_not(None)
    )
    return list(db.execute(query.order_by(_inbox.c.id.desc()).limit(most)).scalars())


def of_outbox(db: Db, ids: Sequence[int]) -> dict[int, Any]:
    """By outbox id: the invitation's survey, member, chat, ticket, origin and state."""
    query = select(
        invitation.c.outbox_id,
        invitation.c.id,
        invitation.c.survey_id,
        invitation.c.member_id,
        invitation.c.contact_id,
        invitation.c.ticket_id,
        invitation.c.origin,
        invitation.c.state,
    ).where(invitation.c.id.in_(_ids_of(db, ids)))
    return {row.outbox_id: row for row in db.execute(query)}


def _ids_of(db: Db, outbox_ids: Sequence[int]) -> list[int]:
    """The invitations' numbers stand in the keys of their messages."""
    query = select(_outbox.c.dedupe_key).where(_outbox.c.id.in_(outbox_ids))
    found = [str(key).rpartition(":")[2] for key in db.execute(query).scalars()]
    return [int(number) for number in found if number.isdecimal()]
