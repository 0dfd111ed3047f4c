"""The statements of batch imports: what is there already, and rows written many at a time."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, update
from sqlalchemy.orm import Session

from membership.bulk_repository import insert_many, update_many
from membership.models import (
    GrowthEntry,
    Member,
    MemberEvent,
    Order,
    PointsAccount,
    PointsEntry,
    PointsLot,
    Referral,
)
from messaging.models import Contact
from store.statements import run, table

MEMBERS = table(Member)
ACCOUNTS = table(PointsAccount)
ORDERS = table(Order)
ENTRIES = table(PointsEntry)
LOTS = table(PointsLot)
GROWTH = table(GrowthEntry)
EVENTS = table(MemberEvent)
REFERRALS = table(Referral)
CONTACTS = table(Contact)
AT_ONCE = 500
_credit = (
    update(ACCOUNTS)
    .where(ACCOUNTS.c.member_id == bindparam("of_member"))
    .values(balance=ACCOUNTS.c.balance + bindparam("points"))
)


def members_by_external_id(db: Session, wanted: Collection[str]) -> dict[str, Any]:
    """Members by the shop system's number, locked in the order of their own numbers."""
    return _locked(db, [MEMBERS], MEMBERS.c.external_id, MEMBERS.c.id, wanted)


def buyers_by_external_id(db: Session, wanted: Collection[str]) -> dict[str, Any]:
    """The same, with only what an order needs to know of them."""
    columns = MEMBERS.c
    needed = (
        columns.id,
        columns.external_id,
        columns.merged_into_id,
        columns.level_id,
        columns.growth,
        columns.growth_offset,
    )
    return _locked(db, needed, columns.external_id, columns.id, wanted)


def accounts_of(db: Session, members: Collection[int]) -> dict[int, Any]:
    """Points accounts, locked."""
    columns = ACCOUNTS.c
    return _locked(db, [ACCOUNTS], columns.member_id, columns.member_id, members)


def orders_by_external_id(db: Session, wanted: Collection[str]) -> dict[str, Any]:
    """Orders heard of before, locked."""
    return _locked(db, [ORDERS], ORDERS.c.external_id, ORDERS.c.id, wanted)


def recommended(db: Session, members: Collection[int]) -> set[int]:
    """Those of `members` whose recommendation an order may still touch."""
    found: set[int] = set()
    for part in _parts(sorted(members)):
        statement = select(REFERRALS.c.referred_id).where(REFERRALS.c.referred_id.in_(part))
        found.update(db.execute(statement).scalars())
    return found


def entry_ids(db: Session, source: str, keys: Collection[str]) -> dict[str, int]:
    """The numbers of points entries by their idempotency key."""
    found: dict[str, int] = {}
    columns = ENTRIES.c
    for part in _parts(sorted(keys)):
        statement = select(columns.idempotency_key, columns.id).where(
            columns.source == source, columns.idempotency_key.in_(part)
        )
        found.update((str(row[0]), int(row[1])) for row in db.execute(statement))
    return found


def contacts_by_openid(db: Session, account: str, wanted: Collection[str]) -> dict[str, Any]:
    """Contacts of an account by openid, locked."""
    found: dict[str, Any] = {}
    columns = CONTACTS.c
    for part in _parts(sorted(wanted)):
        statement = select(columns.id, columns.external_id, columns.member_id).where(
            columns.account == account, columns.external_id.in_(part)
        )
        rows = db.execute(statement.order_by(columns.id).with_for_update())
        found.update((row.external_id, row) for row in rows)
    return found


def add_all(db: Session, into: Table, rows: Sequence[dict[str, Any]]) -> None:
    insert_many(db, into, rows)


def credit(db: Session, by_member: dict[int, int]) -> None:
    """Add points to cached balances."""
    rows = [{"of_member": member, "points": by_member[member]} for member in sorted(by_member)]
    if rows:
        run(db, _credit, rows)


def update_members(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write `rows`, all with the same columns, each with its member as `of_id`."""
    update_many(db, MEMBERS, rows, by="id")


def _locked(
    db: Session,
    needed: Sequence[Any],
    key: Column[Any],
    order: Column[Any],
    wanted: Collection[Any],
) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for part in _parts(sorted(wanted)):
        statement = select(*needed).where(key.in_(part)).order_by(order)
        for row in db.execute(statement.with_for_update()):
            found[row._mapping[key]] = row
    return found


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
