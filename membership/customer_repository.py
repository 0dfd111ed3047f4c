"""The statements of members and of the contacts that are theirs."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership.birthdays import Birthday
from membership.customer_values import Profile
from membership.models import CustomField, Member, PointsAccount
from messaging.models import Contact
from store import statements
from store.statements import Db

members = statements.table(Member)
accounts = statements.table(PointsAccount)
contacts = statements.table(Contact)
fields = statements.table(CustomField)

_by_id = sa.select(members).where(members.c.id == bindparam("member", type_=sa.BigInteger))
_lock = _by_id.with_for_update()
_by_external_id = sa.select(members).where(members.c.external_id == bindparam("external_id"))
_contact = (
    sa.select(contacts.c.id, contacts.c.member_id, contacts.c.unionid)
    .where(contacts.c.id == bindparam("contact", type_=sa.BigInteger))
    .with_for_update()
)
_member_of_unionid = (
    sa.select(contacts.c.member_id)
    .where(contacts.c.unionid == bindparam("unionid"), contacts.c.member_id.is_not(None))
    .order_by(contacts.c.id)
    .limit(1)
)


def read(db: Db, member_id: int) -> Any:
    return db.execute(_by_id, {"member": member_id}).first()


def lock(db: Db, member_id: int) -> Any:
    return db.execute(_lock, {"member": member_id}).first()


def by_external_id(db: Db, external_id: str) -> Any:
    return db.execute(_by_external_id, {"external_id": external_id}).first()


def by_phone_index(db: Db, index: str) -> list[Any]:
    statement = sa.select(members).where(
        members.c.phone_index == index, members.c.merged_into_id.is_(None)
    )
    return list(db.execute(statement.order_by(members.c.id).limit(20)))


def by_name(db: Db, text: str, limit: int) -> list[Any]:
    statement = sa.select(members).where(
        sa.or_(
            members.c.name.startswith(text, autoescape=True),
            members.c.external_id.startswith(text, autoescape=True),
        ),
        members.c.merged_into_id.is_(None),
    )
    return list(db.execute(statement.order_by(members.c.id.desc()).limit(limit)))


def add(db: Db, values: Mapping[str, Any]) -> int | None:
    """Insert a member and their points account; none when the external number is taken."""
    member_id = statements.insert_once_id(db, members, values)
    if member_id is not None:
        account = {"member_id": member_id, "balance": 0, "held": 0, "debt": 0}
        statements.run(db, accounts.insert(), account)
    return member_id


def update(db: Db, member_id: int, values: Mapping[str, Any]) -> None:
    db.execute(members.update().where(members.c.id == member_id).values(dict(values)))


def lock_contact(db: Db, contact_id: int) -> Any:
    """Lock the row (id, member_id, unionid) of a contact."""
    return db.execute(_contact, {"contact": contact_id}).first()


def member_of_unionid(db: Db, unionid: str) -> int | None:
    """Return the member of another contact of the same person."""
    return db.execute(_member_of_unionid, {"unionid": unionid}).scalar()


def attach(db: Db, contact_ids: Collection[int], member_id: int | None) -> None:
    statement = contacts.update().where(contacts.c.id.in_(contact_ids))
    db.execute(statement.values(member_id=member_id))


def contacts_of(db: Db, member_id: int) -> list[int]:
    statement = sa.select(contacts.c.id).where(contacts.c.member_id == member_id)
    return list(db.execute(statement.order_by(contacts.c.id)).scalars())


def custom_fields(db: Db) -> Sequence[Any]:
    return db.execute(sa.select(fields).order_by(fields.c.position, fields.c.id)).all()


def profile(row: Any) -> Profile:
    birthday = None
    if row.birthday_calendar is not None:
        birthday = Birthday(
            row.birthday_calendar, row.birthday_month, row.birthday_day, row.birthday_year
        )
    return Profile(
        row.id,
        row.external_id,
        row.name,
        row.phone_hint,
        row.gender,
        birthday,
        row.birthday_changed_at,
        row.joined_at,
        tuple(row.tags),
        row.preferences,
        row.custom,
        row.level_id,
        row.growth,
        row.merged_into_id,
    )
