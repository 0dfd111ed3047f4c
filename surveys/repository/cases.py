"""Queries on the cases of bad scores: who shall own one, which have closed."""

from typing import Any

from sqlalchemy import and_, case, func, select, update

from membership.models import Member
from messaging.models import Contact
from store.statements import Db, table
from surveys.repository.rows import invitation, response
from tickets.models import Staff, Ticket
from tickets.values import WORKING

_ticket = table(Ticket)
_case = _ticket.alias()
_outcome = func.coalesce(_case.c.merged_into_id, _case.c.id)
"""The ticket by which a case ends: the one it was merged into goes on in its place."""
_staff = table(Staff)
_contact = table(Contact)
_member = table(Member)
_LEADERS = ("supervisor", "admin")


def contact_of(db: Db, member_id: int | None) -> int | None:
    """The newest chat of a member."""
    query = select(_contact.c.id).where(_contact.c.member_id == member_id)
    return db.execute(query.order_by(_contact.c.id.desc()).limit(1)).scalar_one_or_none()


def owner(db: Db) -> int | None:
    """The active supervisor with the fewest open cases; else an administrator, else anybody."""
    load = (
        select(func.count())
        .where(
            _ticket.c.owner_id == _staff.c.id,
            _ticket.c.kind == "survey",
            _ticket.c.state.in_(WORKING),
        )
        .scalar_subquery()
    )
    rank = case({"supervisor": 0, "admin": 1}, value=_staff.c.role, else_=2)
    query = select(_staff.c.id).where(_staff.c.active).order_by(rank, load, _staff.c.id)
    return db.execute(query.limit(1)).scalar_one_or_none()


def orphaned(db: Db, limit: int) -> list[int]:
    """Open cases whose owner's account was locked."""
    query = (
        select(_ticket.c.id)
        .join(_staff, _staff.c.id == _ticket.c.owner_id)
        .where(_ticket.c.kind == "survey", _ticket.c.state.in_(WORKING), ~_staff.c.active)
        .order_by(_ticket.c.id)
        .limit(limit)
    )
    return list(db.execute(query).scalars())


def supervisors(db: Db) -> list[int]:
    query = select(_staff.c.id).where(_staff.c.active, _staff.c.role.in_(_LEADERS))
    return list(db.execute(query).scalars())


def comment_rating(db: Db, ticket_id: int, said: str) -> None:
    """Set the words of a ticket's rating."""
    mine = update(_ticket).where(_ticket.c.id == ticket_id, _ticket.c.rating.is_not(None))
    db.execute(mine.values(rating_comment=said))


def newly_closed(db: Db, limit: int) -> list[Any]:
    """Cases that ended and whose reason is not noted yet: the invitation, and how they ended."""
    query = (
        select(
            invitation.c.id.label("invitation_id"),
            invitation.c.survey_id,
            func.coalesce(_member.c.merged_into_id, invitation.c.member_id).label("member_id"),
            invitation.c.contact_id,
            invitation.c.staff_id,
            invitation.c.store,
            invitation.c.resurvey_of,
            _ticket.c.cause,
            _ticket.c.state,
            _ticket.c.resolved_at,
            _ticket.c.last_at,
        )
        .select_from(response)
        .join(invitation, invitation.c.id == response.c.invitation_id)
        .outerjoin(_member, _member.c.id == invitation.c.member_id)
        .join(_case, _case.c.id == response.c.case_id)
        .join(_ticket, and_(_ticket.c.id == _outcome, _ticket.c.state.not_in(WORKING)))
        .where(response.c.case_id.is_not(None), response.c.reason.is_(None))
        .order_by(response.c.id)
        .limit(limit)
    )
    return list(db.execute(query))


def note_reason(db: Db, invitation_id: int, reason: str) -> bool:
    """Write down why a case was one; False when it is written already."""
    mine = update(response).where(
        response.c.invitation_id == invitation_id, response.c.reason.is_(None)
    )
    result: Any = db.execute(mine.values(reason=reason))
    return bool(result.rowcount == 1)
