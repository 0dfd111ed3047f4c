"""The members' list: found by name, number or phone, level and stage."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from membership import models as membership
from membership import stages
from tickets.repository import rows
from tickets.repository.rows import Db

PAGE = 50

_member = rows.table(membership.Member)
_level = rows.table(membership.Level)
_figures = rows.table(membership.MemberFigures)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One line of the members' list."""

    id: int
    name: str
    phone_hint: str | None
    level: str | None
    growth: int
    orders: int
    amount: int
    last_order_at: datetime | None
    stage: str
    joined_at: datetime


def search(
    session: Db, text: str = "", *, level_id: int | None = None, stage: str = "", page: int = 0
) -> tuple[list[MemberLine], bool]:
    """One page of members, newest first, and whether there are more."""
    query = (
        select(
            _member.c.id,
            _member.c.name,
            _member.c.phone_hint,
            _level.c.name,
            _member.c.growth,
            func.coalesce(_figures.c.order_count, 0),
            func.coalesce(_figures.c.amount_sum, 0),
            _figures.c.last_order_at,
            _figures.c.stage,
            _member.c.joined_at,
        )
        .select_from(
            _member.outerjoin(_level, _level.c.id == _member.c.level_id).outerjoin(
                _figures, _figures.c.member_id == _member.c.id
            )
        )
        .where(_member.c.merged_into_id.is_(None))
        .order_by(_member.c.id.desc())
    )
    if text:
        pattern = f"%{text}%"
        tail = f"%{text[-4:]}" if text[-4:].isdecimal() else pattern
        query = query.where(
            or_(
                _member.c.name.like(pattern),
                _member.c.external_id == text,
                _member.c.phone_hint.like(tail),
            )
        )
    if level_id is not None:
        query = query.where(_member.c.level_id == level_id)
    if stage:
        query = query.where(func.coalesce(_figures.c.stage, stages.PROSPECT) == stage)
    found = session.execute(query.limit(PAGE + 1).offset(page * PAGE)).all()
    lines = [
        MemberLine(*row[:8], stages.NAMES.get(row[8] or stages.PROSPECT, ""), row[9])
        for row in found[:PAGE]
    ]
    return lines, len(found) > PAGE


def levels(session: Db) -> list[tuple[int, str]]:
    """The levels a member can have, lowest first."""
    query = select(_level.c.id, _level.c.name).where(_level.c.archived_at.is_(None))
    return [(row[0], row[1]) for row in session.execute(query.order_by(_level.c.rank))]
