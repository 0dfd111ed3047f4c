"""What planning reads of many members at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, or_, select
from sqlalchemy.orm import Session

from membership.models import Member, MemberFigures, PointsLot
from messaging.models import Contact
from store.statements import table

IDS_PER_QUERY = 900
M, F = table(Member), table(MemberFigures)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_PEOPLE = (
    select(M.c.id, M.c.name, M.c.level_id, M.c.growth, M.c.merged_into_id, F.c.last_order_at)
    .outerjoin(F, F.c.member_id == M.c.id)
    .where(M.c.id.in_(_IDS))
)
_LAST_ORDERS = select(F.c.member_id, F.c.last_order_at).where(
    F.c.last_order_at.is_not(None), F.c.member_id.in_(_IDS)
)


@dataclass(frozen=True, slots=True)
class Person:
    """`last_order_at` is none for a member without orders; a merged one is somebody else now."""

    name: str
    level_id: int | None
    growth: int
    merged: bool
    last_order_at: datetime | None


def read(session: Session, member_ids: Sequence[int]) -> dict[int, Person]:
    """The members by number."""
    return {
        row[0]: Person(row[1], row[2], row[3], row[4] is not None, row[5])
        for part in _parts(member_ids)
        for row in session.execute(_PEOPLE, {"ids": part})
    }


def points(session: Session, member_ids: Sequence[int], now: datetime) -> dict[int, int]:
    """The points that members may spend now."""
    free = func.sum(PointsLot.remaining - PointsLot.held)
    statement = select(PointsLot.member_id, free).where(
        PointsLot.open,
        PointsLot.available_from <= now,
        or_(PointsLot.expires_at.is_(None), PointsLot.expires_at > now),
    )
    return {
        row[0]: int(row[1])
        for part in _parts(member_ids)
        for row in session.execute(
            statement.where(PointsLot.member_id.in_(part)).group_by(PointsLot.member_id)
        )
    }


def following(session: Session, member_ids: Sequence[int]) -> set[int]:
    """The members who follow one of our official accounts."""
    statement = select(Contact.member_id).where(
        Contact.subscribed, Contact.account.startswith("wechat:")
    )
    return {
        member_id
        for part in _parts(member_ids)
        for member_id in session.scalars(statement.where(Contact.member_id.in_(part)))
        if member_id is not None
    }


def last_orders(session: Session, member_ids: Sequence[int]) -> dict[int, datetime]:
    """When members bought last."""
    return {
        row[0]: row[1]
        for part in _parts(member_ids)
        for row in session.execute(_LAST_ORDERS, {"ids": part})
    }


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), IDS_PER_QUERY):
        yield ids[start : start + IDS_PER_QUERY]
