"""The queries of tags by rule."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from membership.bulk_repository import insert_many
from membership.figures_repository import IDS_PER_QUERY
from membership.models.customers import Member
from membership.models.lifecycle import RuleTag, TagRule
from membership.models.points import PointsAccount
from store.statements import Db, insert_once, run, table

RULES = table(TagRule)
TAGS = table(RuleTag)
MEMBERS = table(Member)
ACCOUNTS = table(PointsAccount)
Pair = tuple[int, int]
_TAKE = delete(TAGS).where(
    TAGS.c.member_id == bindparam("of_member"), TAGS.c.rule_id == bindparam("of_rule")
)


def rules(db: Db) -> list[Any]:
    statement = select(RULES.c.id, RULES.c.tag, RULES.c.conditions)
    return list(db.execute(statement.where(RULES.c.enabled).order_by(RULES.c.id)))


def every_rule(db: Db) -> list[Any]:
    return list(db.execute(select(RULES).order_by(RULES.c.id)))


def holders(db: Db) -> dict[int, int]:
    """How many members carry each rule's tag."""
    statement = select(TAGS.c.rule_id, func.count()).group_by(TAGS.c.rule_id)
    return {row[0]: int(row[1]) for row in db.execute(statement)}


def unapplied(db: Db) -> list[Any]:
    """The rules that were changed and have not been applied to all members since."""
    statement = select(RULES.c.id, RULES.c.tag, RULES.c.conditions, RULES.c.applied_to)
    chosen = statement.where(RULES.c.enabled, RULES.c.applied_to.is_not(None))
    return list(db.execute(chosen.order_by(RULES.c.id)))


def note_applied(db: Db, rule_id: int, seen: int, last: int | None) -> None:
    """Note how far a rule has come, unless it was changed again meanwhile."""
    same = (RULES.c.id == rule_id) & (RULES.c.applied_to == seen)
    db.execute(update(RULES).where(same).values(applied_to=last))


def put_rule(db: Db, tag: str, conditions: list[Any], author: str, now: datetime) -> int:
    row = {
        "conditions": conditions,
        "author": author,
        "updated_at": now,
        "enabled": True,
        "applied_to": 0,
    }
    if not insert_once(db, RULES, {"tag": tag, **row}):
        db.execute(update(RULES).where(RULES.c.tag == tag).values(row))
    return int(db.execute(select(RULES.c.id).where(RULES.c.tag == tag)).scalar_one())


def disable_rule(db: Db, tag: str, author: str, now: datetime) -> None:
    rule = db.execute(select(RULES.c.id).where(RULES.c.tag == tag)).scalar()
    if rule is None:
        return
    values = {"enabled": False, "author": author, "updated_at": now}
    db.execute(update(RULES).where(RULES.c.id == rule).values(values))
    db.execute(delete(TAGS).where(TAGS.c.rule_id == rule))


def members_after(db: Db, member_id: int, limit: int) -> list[int]:
    """The next members by their number, those who never bought too."""
    statement = select(MEMBERS.c.id).where(MEMBERS.c.id > member_id)
    return list(db.execute(statement.order_by(MEMBERS.c.id).limit(limit)).scalars())


def merged(db: Db, members: Collection[int]) -> set[int]:
    """Those of `members` whose record was merged into another."""
    found: set[int] = set()
    for some in _chunks(members):
        chosen = MEMBERS.c.id.in_(some) & MEMBERS.c.merged_into_id.is_not(None)
        found.update(db.execute(select(MEMBERS.c.id).where(chosen)).scalars())
    return found


def lock_accounts(db: Db, members: Collection[int]) -> None:
    for some in _chunks(members):
        chosen = select(ACCOUNTS.c.member_id).where(ACCOUNTS.c.member_id.in_(some))
        db.execute(chosen.order_by(ACCOUNTS.c.member_id).with_for_update())


def _chunks(members: Collection[int]) -> Iterator[list[int]]:
    ids = sorted(members)
    return (ids[at : at + IDS_PER_QUERY] for at in range(0, len(ids), IDS_PER_QUERY))


def held(db: Db, members: Collection[int], rule_ids: Collection[int]) -> set[Pair]:
    """Which of `members` carry which of the rules' tags."""
    pairs: set[Pair] = set()
    for some in _chunks(members):
        statement = select(TAGS.c.member_id, TAGS.c.rule_id).where(
            TAGS.c.member_id.in_(some), TAGS.c.rule_id.in_(rule_ids)
        )
        pairs.update((member, rule) for member, rule in db.execute(statement))
    return pairs


def give(db: Db, pairs: Collection[Pair], now: datetime) -> None:
    for member, rule in sorted(pairs):
        insert_once(db, TAGS, {"member_id": member, "rule_id": rule, "since": now})


def give_new(db: Db, pairs: Sequence[Pair], now: datetime) -> None:
    """Tags of members who cannot have them yet."""
    rows = [{"member_id": member, "rule_id": rule, "since": now} for member, rule in pairs]
    insert_many(db, TAGS, rows)


def take(db: Db, pairs: Collection[Pair]) -> None:
    if pairs:
        rows = [{"of_member": member, "of_rule": rule} for member, rule in sorted(pairs)]
        run(db, _TAKE, rows)


def tags_of(db: Db, member_id: int) -> list[str]:
    statement = (
        select(RULES.c.tag)
        .join(TAGS, TAGS.c.rule_id == RULES.c.id)
        .where(TAGS.c.member_id == member_id)
        .order_by(RULES.c.id)
    )
    return list(db.execute(statement).scalars())
