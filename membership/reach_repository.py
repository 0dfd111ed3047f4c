"""Queries of reach on members: their phones and their answers, many at once."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from membership.models import Consent, Member
from messaging.models import Contact
from store.statements import Db, insert_once, run, table

_members = table(Member)
_consents = table(Consent)
_contacts = table(Contact)
_people = sa.bindparam("people", expanding=True, type_=sa.BigInteger)
_PHONES = sa.select(_members.c.id, _members.c.phone_index, _members.c.phone_sealed).where(
    _members.c.id.in_(_people), _members.c.phone_index.is_not(None)
)
_ANSWERS = (
    sa.select(_consents.c.subject, _consents.c.channel, _consents.c.kind, _consents.c.allowed)
    .where(
        _consents.c.subject.in_(sa.bindparam("subjects", expanding=True, type_=sa.String)),
    )
    .order_by(_consents.c.changed_at, _consents.c.id)
)
_SMS_CONTACTS = sa.select(_contacts.c.external_id, _contacts.c.id, _contacts.c.member_id).where(
    _contacts.c.account == sa.bindparam("account", type_=sa.String),
    _contacts.c.external_id.in_(sa.bindparam("marks", expanding=True, type_=sa.String)),
)
_CONTACTS = sa.select(_contacts.c.id, _contacts.c.external_id).where(_contacts.c.id.in_(_people))
_OWN = (
    _contacts.update()
    .where(_contacts.c.id == sa.bindparam("contact", type_=sa.BigInteger))
    .values(member_id=sa.bindparam("member", type_=sa.BigInteger))
)


def phones(db: Db, members: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Member → (blind index, sealed phone), of those who have one."""
    rows = db.execute(_PHONES, {"people": members})
    return {row.id: (row.phone_index, row.phone_sealed) for row in rows}


def answers(db: Db, subjects: Sequence[str]) -> list[Any]:
    """Every answer of these subjects, in the order they were given."""
    return list(db.execute(_ANSWERS, {"subjects": subjects}))


def contacts_of_marks(db: Db, account: str, marks: Sequence[str]) -> list[Any]:
    return list(db.execute(_SMS_CONTACTS, {"account": account, "marks": marks}))


def external_ids(db: Db, contacts: Sequence[int]) -> dict[int, str]:
    return {row.id: row.external_id for row in db.execute(_CONTACTS, {"people": contacts})}


def add_contacts(db: Db, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        insert_once(db, _contacts, row)


def own(db: Db, contact_id: int, member_id: int) -> None:
    run(db, _OWN, {"contact": contact_id, "member": member_id})
