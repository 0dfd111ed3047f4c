"""The statements of merging two members."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from membership import customer_repository as customers
from membership.models import Consent, GrowthEntry, Member, MemberMerge
from store import statements
from store.statements import Db

members = statements.table(Member)
journals = statements.table(MemberMerge)
consents = statements.table(Consent)
growths = statements.table(GrowthEntry)


def lock_member(db: Db, member_id: int) -> Any:
    return customers.lock(db, member_id)


def update_member(db: Db, member_id: int, values: Mapping[str, Any]) -> None:
    customers.update(db, member_id, values)


def add_journal(db: Db, kept_id: int, gone_id: int, *, actor: str, now: datetime) -> int:
    values = {"kept_id": kept_id, "gone_id": gone_id, "merged_at": now, "actor": actor}
    return statements.insert(db, journals, {**values, "journal": {}})


def write_journal(db: Db, merge_id: int, journal: Mapping[str, Any]) -> None:
    db.execute(journals.update().where(journals.c.id == merge_id).values(journal=dict(journal)))


def lock_journal(db: Db, merge_id: int) -> Any:
    statement = sa.select(journals).where(journals.c.id == merge_id)
    return db.execute(statement.with_for_update()).first()


def close_journal(db: Db, merge_id: int, *, actor: str, now: datetime) -> None:
    values = {"undone_at": now, "undone_by": actor}
    db.execute(journals.update().where(journals.c.id == merge_id).values(values))


def copy_refusals(db: Db, from_id: int, to_id: int, *, now: datetime) -> list[int]:
    """Let a member's refusals hold for another too; return the rows that this added."""
    theirs = sa.select(consents).where(
        consents.c.subject == f"member:{from_id}", sa.not_(consents.c.allowed)
    )
    added: list[int] = []
    for row in db.execute(theirs).all():
        values = {
            "subject": f"member:{to_id}",
            "channel": row.channel,
            "kind": row.kind,
            "allowed": False,
            "changed_at": now,
            "source": row.source,
        }
        if (number := statements.insert_once_id(db, consents, values)) is not None:
            added.append(number)
    return added


def remove_refusals(db: Db, numbers: Sequence[int]) -> None:
    if numbers:
        db.execute(consents.delete().where(consents.c.id.in_(numbers)))


def add_growth(
    db: Db, member_id: int, growth: int, key: str, *, at: datetime, now: datetime
) -> None:
    """Record growth earned at `at` that came or went with a merge, and carry it into the row."""
    statements.insert(
        db,
        growths,
        {
            "member_id": member_id,
            "growth": growth,
            "kind": "merge",
            "source": "merge",
            "idempotency_key": key,
            "occurred_at": at,
            "recorded_at": now,
            "detail": {},
        },
    )
    row = members.update().where(members.c.id == member_id)
    db.execute(row.values(growth=members.c.growth + growth))


def open_merges(db: Db, kept_id: int) -> list[Any]:
    """Return the merges into a member that were not undone, the newest first."""
    statement = sa.select(journals.c.id, journals.c.gone_id, journals.c.merged_at).where(
        journals.c.kept_id == kept_id, journals.c.undone_at.is_(None)
    )
    return list(db.execute(statement.order_by(journals.c.id.desc())))
