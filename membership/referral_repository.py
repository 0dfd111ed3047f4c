"""The queries of referral."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, exists, func, select, update

from membership.models.customers import Member
from membership.models.lifecycle import MemberFigures
from membership.models.rewards import Referral, ReferralCode
from messaging.models import Contact
from store.statements import Db, changed, insert_once, table

CODES = table(ReferralCode)
REFERRALS = table(Referral)


def code_of(db: Db, member_id: int) -> str | None:
    return db.execute(select(CODES.c.code).where(CODES.c.member_id == member_id)).scalar()


def add_code(db: Db, member_id: int, code: str, now: datetime) -> bool:
    return insert_once(db, CODES, {"member_id": member_id, "code": code, "created_at": now})


def owner_of(db: Db, code: str) -> int | None:
    """Whose code it is: after a merge, the one who took its owner over."""
    owner = db.execute(select(CODES.c.member_id).where(CODES.c.code == code)).scalar()
    while owner is not None:
        into = db.execute(select(Member.merged_into_id).where(Member.id == owner)).scalar()
        if into is None:
            break
        owner = into
    return owner


def lock_owner(db: Db, member_id: int) -> None:
    """Let one reward of a referrer wait for the other, so that the cap is counted right."""
    statement = select(CODES.c.member_id).where(CODES.c.member_id == member_id)
    db.execute(statement.with_for_update()).first()


def same_phone(db: Db, one: int, other: int) -> bool:
    statement = select(Member.phone_index).where(Member.id.in_((one, other)))
    phones = list(db.execute(statement).scalars())
    return len(phones) == 2 and phones[0] is not None and phones[0] == phones[1]


def is_merged(db: Db, one: int, other: int) -> bool:
    """Whether one of the two turned out to be the other."""
    statement = select(Member.id).where(
        ((Member.id == one) & (Member.merged_into_id == other))
        | ((Member.id == other) & (Member.merged_into_id == one))
    )
    return db.execute(statement).first() is not None


def same_unionid(db: Db, one: int, other: int) -> bool:
    ours = _unionids(one).subquery()
    return bool(db.execute(_unionids(other).where(Contact.unionid.in_(select(ours)))).first())


def brought(db: Db, one: int, other: int) -> bool:
    """Whether `other` came by the code of `one`."""
    columns = REFERRALS.c
    statement = select(columns.id).where(columns.referred_id == other, columns.referrer_id == one)
    return db.execute(statement).first() is not None


def has_ordered(db: Db, member_id: int) -> bool:
    statement = select(
        exists().where(MemberFigures.member_id == member_id, MemberFigures.order_count > 0)
    )
    return bool(db.execute(statement).scalar())


def add(db: Db, row: dict[str, Any]) -> bool:
    return insert_once(db, REFERRALS, row)


def of_referred(db: Db, member_id: int) -> Row[Any] | None:
    statement = select(REFERRALS).where(REFERRALS.c.referred_id == member_id)
    return db.execute(statement).one_or_none()


def of_order(db: Db, order_ref: str) -> list[Row[Any]]:
    """The recommendations that an order was rewarded for (two, when their members merged)."""
    statement = select(REFERRALS).where(REFERRALS.c.order_ref == order_ref)
    return list(db.execute(statement.order_by(REFERRALS.c.id)))


def by_id(db: Db, referral_id: int) -> Row[Any] | None:
    return db.execute(select(REFERRALS).where(REFERRALS.c.id == referral_id)).one_or_none()


def move(db: Db, referral_id: int, states: Collection[str], *, to: str, **values: Any) -> bool:
    """From one of `states` to another, once."""
    statement = (
        update(REFERRALS)
        .where(REFERRALS.c.id == referral_id, REFERRALS.c.state.in_(states))
        .values(state=to, **values)
    )
    return changed(db, statement, {}) == 1


def keep_entries(db: Db, referral_id: int, referrer: int | None, referred: int | None) -> None:
    statement = update(REFERRALS).where(REFERRALS.c.id == referral_id)
    db.execute(statement.values(referrer_entry_id=referrer, referred_entry_id=referred))


def rewarded_between(db: Db, referrer_id: int, start: datetime, end: datetime) -> int:
    columns = REFERRALS.c
    statement = select(func.count()).where(
        columns.referrer_id == referrer_id,
        columns.state == "rewarded",
        columns.rewarded_at >= start,
        columns.rewarded_at < end,
    )
    return int(db.execute(statement).scalar_one())


def waiting(db: Db, limit: int) -> list[Row[Any]]:
    columns = REFERRALS.c
    statement = select(REFERRALS).where(columns.state == "pending").order_by(columns.id)
    return list(db.execute(statement.limit(limit)))


def totals(db: Db, referrer_id: int) -> tuple[int, int, int]:
    """How many a member brought, how many of them were rewarded, and with how many points."""
    columns = REFERRALS.c
    rewarded = columns.state == "rewarded"
    statement = select(
        func.count(),
        func.coalesce(func.sum(case((rewarded, 1), else_=0)), 0),
        func.coalesce(func.sum(case((rewarded, columns.referrer_points), else_=0)), 0),
    ).where(columns.referrer_id == referrer_id)
    brought, paid, points = db.execute(statement).one()
    return int(brought), int(paid), int(points)


def _unionids(member_id: int) -> Select[Any]:
    return select(Contact.unionid).where(
        Contact.member_id == member_id, Contact.unionid.is_not(None)
    )
