"""Records that were merged: what was said and asked under the earlier one is the kept one's."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, select

from membership.models import Member, MemberMerge
from store.statements import Db, table

_merge = table(MemberMerge)
_ids: Any = bindparam("ids", expanding=True)
_gone = select(_merge.c.gone_id, _merge.c.kept_id).where(
    _merge.c.kept_id.in_(_ids), _merge.c.undone_at.is_(None)
)
_member = table(Member)
_kept = select(_member.c.id, _member.c.merged_into_id).where(
    _member.c.id.in_(_ids), _member.c.merged_into_id.is_not(None)
)
MOST_HOPS = 10


def formerly(db: Db, member_ids: Collection[int]) -> dict[int, int]:
    """The earlier numbers of these members, each with the member's number now."""
    found: dict[int, int] = {}
    now = {number: number for number in member_ids}
    for _ in range(MOST_HOPS):
        rows = list(db.execute(_gone, {"ids": list(now)})) if now else []
        now = {row.gone_id: now[row.kept_id] for row in rows if row.gone_id not in found}
        if not now:
            break
        found |= now
    return found


def today(db: Db, member_ids: Collection[int]) -> dict[int, int]:
    """The numbers now of those of these members whose records were merged into others."""
    found: dict[int, int] = {}
    now = {number: number for number in member_ids}
    for _ in range(MOST_HOPS):
        rows = list(db.execute(_kept, {"ids": sorted(set(now.values()))})) if now else []
        kept = {row.id: row.merged_into_id for row in rows}
        now = {earlier: kept[number] for earlier, number in now.items() if number in kept}
        if not now:
            break
        found |= now
    return found
