"""Queries that decide who gets or keeps a ticket."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from store.columns import Instant
from tickets.repository.replies import later_than, outbox
from tickets.repository.rows import Db, staff, team_staff, ticket, ticket_event
from tickets.repository.tickets import ASKED
from tickets.values import WORKING

_ACTIVE = ("new", "open", "pending")
ONLINE = timedelta(minutes=2)
"""An online colleague whose console has not been seen for so long is not there."""


def unowned(
    session: Db, limit: int, without: Collection[tuple[int | None, str]] = ()
) -> list[tuple[int, int | None, str]]:
    """The working tickets nobody has, most urgent first, with their team and kind; none of those
    teams and kinds that are left out.

    Tasks are taken by whoever has time: a campaign's thousands must not keep complaints waiting.
    """
    left_out = [
        and_(ticket.c.team_id.is_not_distinct_from(team_id), ticket.c.kind == kind)
        for team_id, kind in without
    ]
    query = (
        select(ticket.c.id, ticket.c.team_id, ticket.c.kind)
        .where(ticket.c.state == "new", ticket.c.owner_id.is_(None), ASKED)
        .where(~or_(false(), *left_out))
        .order_by(ticket.c.priority, ticket.c.due_at, ticket.c.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


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


def let_go(session: Db, ticket_id: int) -> tuple[int | None, bool]:
    """Who gave a ticket back last, or lost it, and whether a person said so."""
    query = select(ticket_event.c.detail, ticket_event.c.actor).where(
        ticket_event.c.ticket_id == ticket_id, ticket_event.c.kind == "return"
    )
    row = session.execute(query.order_by(ticket_event.c.id.desc()).limit(1)).one_or_none()
    return (None, False) if row is None else (row.detail.get("from"), row.actor != "clock")


def anybody(session: Db, team_id: int | None, *, now: datetime) -> bool:
    """Whether somebody of a team (or at all) is online."""
    return bool(candidates(session, team_id, now - ONLINE))


@dataclass(frozen=True, slots=True)
class Stuck:
    """A ticket whose customer waits for its owner since an instant; who is `away` was at the
    console until then."""

    ticket_id: int
    team_id: int | None
    since: datetime
    away: bool


def stuck(
    session: Db, *, silent_before: datetime | None, away_before: datetime | None, now: datetime
) -> list[Stuck]:
    """Tickets whose customer waits since long ago for an owner who is silent, or away; those who
    wait longest first.

    Nobody is silent who has timed a reply that has yet to leave. Away is who says they are
    offline, and whose console was not seen since.
    """
    owned_since = func.coalesce(ticket.c.assigned_at, ticket.c.opened_at)
    away = false() if away_before is None else _is_away(away_before)
    reasons = [
        and_(is_gone, ticket.c.awaiting_since < before, owned_since < before)
        for before, is_gone in ((silent_before, true()), (away_before, away))
        if before is not None
    ]
    if not reasons:
        return []
    timed = exists().where(outbox.c.ticket_id == ticket.c.id, later_than(now))
    there_until = case((staff.c.presence == "offline", null()), else_=staff.c.seen_at)
    query = (
        select(
            ticket.c.id,
            ticket.c.team_id,
            ticket.c.awaiting_since,
            owned_since,
            case((away, 1), else_=0),
            there_until,
        )
        .join(staff, staff.c.id == ticket.c.owner_id)
        .where(ticket.c.state == "open", ticket.c.awaiting_since.is_not(None), or_(*reasons))
        .where(~timed)
        .order_by(ticket.c.awaiting_since)
    )
    return [
        Stuck(
            ticket_id,
            team_id,
            max(asked, owned, seen if is_away and seen else asked),
            bool(is_away),
        )
        for ticket_id, team_id, asked, owned, is_away, seen in session.execute(query)
    ]


def _is_away(before: datetime) -> ColumnElement[bool]:
    unseen = or_(staff.c.seen_at.is_(None), staff.c.seen_at < literal(before, Instant()))
    return or_(staff.c.presence == "offline", unseen)


def orphaned(session: Db, limit: int) -> list[tuple[int, str]]:
    """The working tickets of locked accounts and their states; a survey's cases go their own way
    (surveys/cases.py)."""
    query = (
        select(ticket.c.id, ticket.c.state)
        .join(staff, staff.c.id == ticket.c.owner_id)
        .where(staff.c.active.is_(False), ticket.c.state.in_(WORKING), ticket.c.kind != "survey")
        .order_by(ticket.c.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]
