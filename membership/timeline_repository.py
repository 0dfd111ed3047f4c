"""The statements of members' timelines."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from membership.models import MemberEvent
from store.statements import Db, insert, table

EVENTS = table(MemberEvent)
_of_member = (
    sa.select(EVENTS)
    .where(EVENTS.c.member_id == sa.bindparam("member", type_=sa.BigInteger))
    .order_by(EVENTS.c.occurred_at.desc(), EVENTS.c.id.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def add(db: Db, row: Mapping[str, Any]) -> None:
    insert(db, EVENTS, row)


def of_member(db: Db, member_id: int, limit: int) -> Sequence[Any]:
    """A member's latest lines, the newest first."""
    return db.execute(_of_member, {"member": member_id, "most": limit}).all()
