"""Who is due: each query walks one index in its order, and continues after the last row."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from membership.birthdays import Key
from membership.models import (
    GrowthEntry,
    LifecycleTransition,
    Member,
    MemberFigures,
    PointsLot,
)
from messaging.models import Contact
from tickets.models import Ticket

M, F, T, L = Member, MemberFigures, LifecycleTransition, PointsLot
Rows = Sequence[Any]
"""Of the rows of any query, those of the member `only` where one is named."""

_known = M.merged_into_id.is_(None)


def _of(column: Any, only: int | None) -> ColumnElement[bool]:
    return true() if only is None else column == only


def _beyond(first: Any, second: Any, after: Sequence[Any]) -> ColumnElement[bool]:
    """Rows after (first, second), where the index is ordered by both."""
    return and_(
        first >= after[0], or_(first > after[0], and_(first == after[0], second > after[1]))
    )


def _next(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    order: tuple[Any, Any],
    after: Sequence[Any],
    limit: int,
) -> Rows:
    """The next rows in the order of an index's two columns."""
    if after:
        statement = statement.where(_beyond(*order, after))
    return session.execute(statement.order_by(*order).limit(limit)).all()


def birthdays(
    session: Session, key: Key, after: int, limit: int, only: int | None = None
) -> list[int]:
    """Members of a (calendar, month, day)."""
    statement = select(M.id).where(
        M.birthday_calendar == key[0],
        M.birthday_month == key[1],
        M.birthday_day == key[2],
        _known,
        M.id > after,
        _of(M.id, only),
    )
    return list(session.scalars(statement.order_by(M.id).limit(limit)))


def first_joined(session: Session) -> datetime | None:
    """When the first member joined."""
    return session.scalars(select(M.joined_at).order_by(M.joined_at).limit(1)).first()


def joined(
    session: Session,
    since: datetime,
    until: datetime,
    after: Sequence[Any],
    limit: int,
    only: int | None = None,
) -> Rows:
    """(id, joined_at) of members who joined within [since, until)."""
    statement = select(M.id, M.joined_at).where(
        M.joined_at >= since, M.joined_at < until, _known, _of(M.id, only)
    )
    return _next(session, statement, (M.joined_at, M.id), after, limit)


def transitions(
    session: Session,
    stage: str,
    since: datetime,
    until: datetime,
    after: Sequence[Any],
    limit: int,
    only: int | None = None,
) -> Rows:
    """(id, member_id, at, recorded_at) of passages into a stage that were written down within
    [since, until]."""
    statement = select(T.id, T.member_id, T.at, T.recorded_at).where(
        T.to_stage == stage, T.recorded_at >= since, T.recorded_at <= until, _of(T.member_id, only)
    )
    return _next(session, statement, (T.recorded_at, T.id), after, limit)


def next_expiry(session: Session, after: datetime, until: datetime) -> datetime | None:
    """The first instant after `after`, not after `until`, at which points of somebody expire."""
    statement = select(L.expires_at).where(L.open, L.expires_at > after, L.expires_at <= until)
    return session.scalars(statement.order_by(L.expires_at).limit(1)).first()


def expiring(
    session: Session, at: datetime, after: int, limit: int, only: int | None = None
) -> Rows:
    """(member_id, points) of those whose points expire at an instant."""
    free = func.sum(L.remaining - L.held)
    statement = (
        select(L.member_id, free)
        .where(L.open, L.expires_at == at, L.member_id > after, _of(L.member_id, only))
        .group_by(L.member_id)
        .order_by(L.member_id)
    )
    return session.execute(statement.limit(limit)).all()


def near_level(
    session: Session,
    level_id: int | None,
    growth: int,
    after: Sequence[Any],
    limit: int,
    only: int | None = None,
) -> Rows:
    """(id, growth, growth_offset, level_since) of members of a level from `growth` on."""
    statement = select(M.id, M.growth, M.growth_offset, M.level_since).where(
        M.level_id.is_(None) if level_id is None else M.level_id == level_id,
        M.growth >= growth,
        _known,
        _of(M.id, only),
    )
    return _next(session, statement, (M.growth, M.id), after, limit)


def ending_levels(
    session: Session,
    since: datetime,
    until: datetime,
    after: Sequence[Any],
    limit: int,
    only: int | None = None,
) -> Rows:
    """(id, level_until, level_id, level_period_from) of members whose period ends then."""
    statement = select(M.id, M.level_until, M.level_id, M.level_period_from).where(
        M.level_until > since, M.level_until <= until, _known, _of(M.id, only)
    )
    return _next(session, statement, (M.level_until, M.id), after, limit)


def grown(session: Session, member_ids: Collection[int]) -> dict[int, int]:
    """The growth of members within their present periods."""
    statement = (
        select(M.id, func.sum(GrowthEntry.growth))
        .join(GrowthEntry, GrowthEntry.member_id == M.id)
        .where(
            M.id.in_(member_ids),
            GrowthEntry.occurred_at >= M.level_period_from,
            GrowthEntry.occurred_at <= M.level_until,
        )
        .group_by(M.id)
    )
    return {row[0]: int(row[1]) for row in session.execute(statement)}


def cycles_ending(
    session: Session,
    stages: Collection[str],
    since: datetime,
    until: datetime,
    after: Sequence[Any],
    limit: int,
    only: int | None = None,
) -> Rows:
    """(member_id, next_transition_at, last_order_at, cycle) of members on cycle by a median of
    their own, whose cycle ends within (since, until]."""
    ends = F.next_transition_at
    statement = select(F.member_id, ends, F.last_order_at, F.cycle).where(
        ends > since,
        ends <= until,
        F.stage.in_(stages),
        F.median_gap.is_not(None),
        _of(F.member_id, only),
    )
    return _next(session, statement, (ends, F.member_id), after, limit)


def settled(
    session: Session,
    kinds: Collection[str],
    since: datetime,
    until: datetime,
    after: Sequence[Any],
    limit: int,
    only: int | None = None,
) -> Rows:
    """(id, resolved_at, member_id, subject) of members' tickets settled within [since, until)."""
    statement = select(Ticket.id, Ticket.resolved_at, Ticket.member_id, Ticket.subject).where(
        Ticket.resolved_at >= since,
        Ticket.resolved_at < until,
        Ticket.state == "resolved",
        Ticket.kind.in_(kinds),
        Ticket.member_id.is_not(None),
        _of(Ticket.member_id, only),
    )
    return _next(session, statement, (Ticket.resolved_at, Ticket.id), after, limit)


def left(
    session: Session,
    since: datetime,
    until: datetime,
    after: Sequence[Any],
    limit: int,
    only: int | None = None,
) -> Rows:
    """(id, unfollowed_at, member_id) of members' contacts who left within [since, until)."""
    gone = Contact.unfollowed_at
    statement = select(Contact.id, gone, Contact.member_id).where(
        gone >= since,
        gone < until,
        Contact.subscribed.is_(False),
        Contact.member_id.is_not(None),
        _of(Contact.member_id, only),
    )
    return _next(session, statement, (gone, Contact.id), after, limit)
