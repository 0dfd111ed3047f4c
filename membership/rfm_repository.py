"""The queries of RFM."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, select

from membership.figures_repository import FIGURES
from store.statements import Db

_COLUMNS = FIGURES.c
_ORDERED = _COLUMNS.order_count > 0


def figures_of(db: Db, member_id: int) -> tuple[datetime, int, int] | None:
    statement = select(_COLUMNS.last_order_at, _COLUMNS.order_count, _COLUMNS.amount_sum).where(
        _COLUMNS.member_id == member_id, _ORDERED
    )
    row = db.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def counts(db: Db, since: datetime, orders: int, amount: int) -> dict[str, int]:
    """Members by R F M digits."""
    digits = [case((each, 1), else_=0) for each in _questions(since, orders, amount)]
    labelled = [digit.label(name) for digit, name in zip(digits, "rfm", strict=True)]
    answers = select(*labelled).where(_ORDERED).subquery()
    statement = select(*answers.c, func.count()).group_by(*answers.c)
    return {f"{row[0]}{row[1]}{row[2]}": int(row[3]) for row in db.execute(statement)}


def members(
    db: Db,
    wanted: Sequence[bool],
    since: datetime,
    orders: int,
    amount: int,
    after: int,
    limit: int,
) -> list[int]:
    conditions = [
        each if yes else not_(each)
        for each, yes in zip(_questions(since, orders, amount), wanted, strict=True)
    ]
    statement = (
        select(_COLUMNS.member_id)
        .where(and_(_ORDERED, _COLUMNS.member_id > after, *conditions))
        .order_by(_COLUMNS.member_id)
        .limit(limit)
    )
    return list(db.execute(statement).scalars())


def middle(db: Db) -> tuple[datetime, int, int] | None:
    """The medians of last order, orders and amount among members with orders."""
    total = db.execute(select(func.count()).select_from(FIGURES).where(_ORDERED)).scalar_one()
    if not total:
        return None
    found: list[Any] = []
    for column in (_COLUMNS.last_order_at, _COLUMNS.order_count, _COLUMNS.amount_sum):
        statement = select(column).where(_ORDERED).order_by(column)
        found.append(db.execute(statement.offset((total - 1) // 2).limit(1)).scalar_one())
    return found[0], found[1], found[2]


def _questions(since: datetime, orders: int, amount: int) -> tuple[ColumnElement[bool], ...]:
    return (
        _COLUMNS.last_order_at >= since,
        _COLUMNS.order_count >= orders,
        _COLUMNS.amount_sum >= amount,
    )
