"""The statements of orders, fixed and in Core."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership.models import Member, MemberMerge, Order
from store import statements
from store.statements import Db

orders = statements.table(Order)
_members = statements.table(Member)
_merges = statements.table(MemberMerge)
_by_external_id = sa.select(orders).where(orders.c.external_id == bindparam("external_id"))
_lock = _by_external_id.with_for_update()
_member = (
    sa.select(_members.c.id, _members.c.merged_into_id, _members.c.level_id)
    .where(_members.c.id == bindparam("member", type_=sa.BigInteger))
    .with_for_update()
)
_of_member = (
    sa.select(orders)
    .where(orders.c.member_id == bindparam("member", type_=sa.BigInteger))
    .order_by(orders.c.paid_at.desc(), orders.c.id.desc())
    .limit(bindparam("most", type_=sa.Integer))
)


def lock(db: Db, external_id: str) -> Any:
    """Lock an order's row and return it; none when it was never heard of."""
    return db.execute(_lock, {"external_id": external_id}).first()


def read(db: Db, external_id: str) -> Any:
    return db.execute(_by_external_id, {"external_id": external_id}).first()


def latest(db: Db, member_id: int, most: int) -> list[Any]:
    return list(db.execute(_of_member, {"member": member_id, "most": most}))


def add(db: Db, values: Mapping[str, Any]) -> int | None:
    """Insert an order; none when another transaction was first."""
    return statements.insert_once_id(db, orders, values)


def update(db: Db, order_id: int, values: Mapping[str, Any]) -> None:
    db.execute(orders.update().where(orders.c.id == order_id).values(dict(values)))


def lock_member(db: Db, member_id: int) -> Any:
    """Lock the row (id, merged_into_id, level_id) of a member."""
    return db.execute(_member, {"member": member_id}).first()


def was_merged(db: Db, member_id: int | None, *, into: int) -> bool:
    """Whether a member ever was one with another, and is so no more."""
    columns = _merges.c
    parted = sa.select(columns.id).where(
        columns.gone_id == member_id, columns.kept_id == into, columns.undone_at.is_not(None)
    )
    return db.execute(parted.limit(1)).first() is not None
