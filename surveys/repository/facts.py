"""What the rules of fatigue look at, for many members in one statement each."""

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select

from membership import merged_repository as merged
from membership.models import Level, Member, MemberFigures
from messaging.models import Contact
from store.columns import Instant
from store.statements import Db, table
from surveys.repository.rows import invitation
from surveys.values import PLANNED, QUEUED
from tickets.models import Ticket
from tickets.standing import SERIOUS
from tickets.values import WORKING

_member = table(Member)
_level = table(Level)
_figures = table(MemberFigures)
_ticket = table(Ticket)
_contact = table(Contact)
_ids: Any = bindparam("ids", expanding=True)
_since = bindparam("since", type_=Instant())

_members = (
    select(
        _member.c.id,
        _member.c.merged_into_id,
        _member.c.joined_at,
        _member.c.preferences,
        _level.c.name.label("level"),
        _figures.c.order_count,
        _figures.c.last_order_at,
    )
    .select_from(
        _member.outerjoin(_level, _level.c.id == _member.c.level_id).outerjoin(
            _figures, _figures.c.member_id == _member.c.id
        )
    )
    .where(_member.c.id.in_(_ids))
)


def _asked_columns(member: Any) -> tuple[Any, ...]:
    mine = (
        invitation.c.survey_id,
        invitation.c.relation,
        invitation.c.state,
        invitation.c.shown_at,
    )
    return (invitation.c.id, member.label("member_id"), invitation.c.contact_id, *mine)


def _complaint_columns(member: Any) -> tuple[Any, ...]:
    mine = (_ticket.c.contact_id, _ticket.c.state, _ticket.c.resolved_at)
    return (_ticket.c.id, member.label("member_id"), *mine)


def _of_another(member: Any) -> Any:
    """Noted for somebody else: before they joined, or under a record that was merged since."""
    return or_(member.is_(None), member != _contact.c.member_id)


_invited = select(*_asked_columns(invitation.c.member_id))
_lately = or_(invitation.c.shown_at > _since, invitation.c.state.in_((PLANNED, QUEUED)))
_invited_members = _invited.where(invitation.c.member_id.in_(_ids), _lately)
_invited_chats = (
    select(*(_asked_columns(_contact.c.member_id)))
    .select_from(invitation.join(_contact, _contact.c.id == invitation.c.contact_id))
    .where(_contact.c.member_id.in_(_ids), _of_another(invitation.c.member_id), _lately)
)
_invited_contacts = _invited.where(invitation.c.contact_id.in_(_ids), _lately)
_serious = and_(
    _ticket.c.kind.in_(SERIOUS),
    or_(_ticket.c.state.in_(WORKING), _ticket.c.resolved_at > _since),
)
_complaint = select(*_complaint_columns(_ticket.c.member_id))
_complaints_of_members = _complaint.where(_ticket.c.member_id.in_(_ids), _serious)
_complaints_of_chats = (
    select(*_complaint_columns(_contact.c.member_id))
    .select_from(_ticket.join(_contact, _contact.c.id == _ticket.c.contact_id))
    .where(_contact.c.member_id.in_(_ids), _of_another(_ticket.c.member_id), _serious)
)
_complaints_of_contacts = _complaint.where(_ticket.c.contact_id.in_(_ids), _serious)
_contacts = select(
    _contact.c.id,
    _contact.c.account,
    _contact.c.subscribed,
    _contact.c.blocked,
    _contact.c.message_until,
    _contact.c.message_left,
    _contact.c.served_by,
    _contact.c.dialogue_until,
    _contact.c.scene,
).where(_contact.c.id.in_(_ids))


def members(db: Db, ids: Sequence[int]) -> list[Row[Any]]:
    return list(db.execute(_members, {"ids": ids}))


def invited(
    db: Db, *, member_ids: Sequence[int], contact_ids: Sequence[int], since: datetime
) -> list[Any]:
    """Invitations shown since then, and those that are on their way."""
    found: list[Any] = []
    if member_ids:
        given = {"ids": member_ids, "since": since}
        found += db.execute(_invited_members, given)
        found += _invited_formerly(db, member_ids, since)
        found += db.execute(_invited_chats, given)
    if contact_ids:
        found += db.execute(_invited_contacts, {"ids": contact_ids, "since": since})
    return found


def _invited_formerly(db: Db, member_ids: Sequence[int], since: datetime) -> list[Any]:
    """Those shown under a record that was merged since, as the kept one's."""
    former = merged.formerly(db, member_ids)
    if not former:
        return []
    rows = db.execute(_invited_members, {"ids": list(former), "since": since})
    return [
        SimpleNamespace(**{**row._mapping, "member_id": former[row.member_id]})
        for row in rows
        if row.shown_at is not None
    ]


def complaints(
    db: Db, *, member_ids: Sequence[int], contact_ids: Sequence[int], since: datetime
) -> list[Row[Any]]:
    """Complaints and survey cases that are open or ended after `since`."""
    found: list[Row[Any]] = []
    if member_ids:
        given = {"ids": member_ids, "since": since}
        found += db.execute(_complaints_of_members, given)
        found += db.execute(_complaints_of_chats, given)
    if contact_ids:
        found += db.execute(_complaints_of_contacts, {"ids": contact_ids, "since": since})
    return found


def contacts(db: Db, ids: Sequence[int]) -> dict[int, Any]:
    """Chats by id, as far as asking in them goes."""
    return {row.id: row for row in db.execute(_contacts, {"ids": ids})} if ids else {}


def tickets(db: Db, ids: Sequence[int]) -> dict[int, Any]:
    """The rating and the state of tickets, by id."""
    if not ids:
        return {}
    query = select(_ticket.c.id, _ticket.c.rating, _ticket.c.state).where(_ticket.c.id.in_(ids))
    return {row.id: row for row in db.execute(query)}
