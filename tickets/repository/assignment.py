"""Queries that decide who gets or keeps a ticket."""

from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from tickets.repository.rows import Db, staff, team_staff, ticket
from tickets.repository.tickets import ASKED

_ACTIVE = ("new", "open", "pending")
ONLINE = timedelta(minutes=2)
"""An online colleague whose console has not been seen for so long is not there."""


def unowned(session: Db, limit: int) -> list[tuple[int, int | None]]:
    """The working tickets nobody has, most urgent first, with their team.

    Tasks are taken by whoever has time: a campaign's thousands must not keep complaints waiting.
    """
    query = (
        select(ticket.c.id, ticket.c.team_id)
        .where(ticket.c.state == "new", ticket.c.owner_id.is_(None), ASKED)
        .order_by(ticket.c.priority, ticket.c.due_at, ticket.c.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def candidates(
    session: Db, team_id: int | None, seen_since: datetime
) -> list[tuple[int, int, int, datetime | None]]:
    """Who is online in a team (or at all): id, load, capacity, last assigned."""
    load = (
        select(func.count())
        .where(ticket.c.owner_id == staff.c.id, ticket.c.state.in_(_ACTIVE), ASKED)
        .scalar_subquery()
    )
    query = select(staff.c.id, load, staff.c.capacity, staff.c.last_assigned_at).where(
        staff.c.active, staff.c.presence == "online", staff.c.seen_at >= seen_since
    )
    if team_id is not None:
        mine = and_(team_staff.c.staff_id == staff.c.id, team_staff.c.team_id == team_id)
        query = query.join(team_staff, mine)
    return [tuple(row) for row in session.execute(query)]


def anybody(session: Db, team_id: int | None, *, now: datetime) -> bool:
    """Whether somebody of a team (or at all) is online."""
    return bool(candidates(session, team_id, now - ONLINE))


def stuck(
    session: Db, *, silent_before: datetime | None, away_before: datetime | None, limit: int
) -> list[int]:
    """Tickets with a waiting customer whose owner is silent too long, or away."""
    reasons = []
    if silent_before is not None:
        silent = and_(
            ticket.c.awaiting_since < silent_before, ticket.c.assigned_at < silent_before
        )
        reasons.append(silent)
    if away_before is not None:
        gone = or_(staff.c.presence != "online", staff.c.active.is_(False))
        unseen = or_(staff.c.seen_at.is_(None), staff.c.seen_at < away_before)
        reasons.append(and_(gone, unseen, ticket.c.assigned_at < away_before))
    if not reasons:
        return []
    query = (
        select(ticket.c.id)
        .join(staff, staff.c.id == ticket.c.owner_id)
        .where(ticket.c.state == "open", ticket.c.awaiting_since.is_not(None), or_(*reasons))
        .order_by(ticket.c.awaiting_since)
        .limit(limit)
    )
    return [row[0] for row in session.execute(query)]
