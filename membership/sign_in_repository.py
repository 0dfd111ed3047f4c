"""The queries of sign-ins and birthday gifts."""

from typing import Any

from sqlalchemy import Row, select, update

from membership.models.rewards import BirthdayGift, Coupon, SignIn
from store.statements import Db, insert_once, table

SIGN_INS = table(SignIn)
BIRTHDAY_GIFTS = table(BirthdayGift)


def latest(db: Db, member_id: int, day: int) -> Row[Any] | None:
    """A member's last sign-in up to `day`."""
    columns = SIGN_INS.c
    statement = (
        select(SIGN_INS)
        .where(columns.member_id == member_id, columns.day <= day)
        .order_by(columns.day.desc())
        .limit(1)
    )
    return db.execute(statement).one_or_none()


def add(db: Db, row: dict[str, Any]) -> bool:
    """Record a day's sign-in unless there is one."""
    return insert_once(db, SIGN_INS, row)


def add_birthday_gift(db: Db, row: dict[str, Any]) -> bool:
    """Record a year's gift unless there is one."""
    return insert_once(db, BIRTHDAY_GIFTS, row)


def birthday_gift(db: Db, member_id: int, year: int) -> Row[Any] | None:
    columns = BIRTHDAY_GIFTS.c
    statement = select(BIRTHDAY_GIFTS).where(columns.member_id == member_id, columns.year == year)
    return db.execute(statement).one_or_none()


def set_birthday_coupon(db: Db, member_id: int, year: int, code: str) -> None:
    columns = BIRTHDAY_GIFTS.c
    coupon_id = select(Coupon.id).where(Coupon.code == code).scalar_subquery()
    statement = update(BIRTHDAY_GIFTS).where(columns.member_id == member_id, columns.year == year)
    db.execute(statement.values(coupon_id=coupon_id))


def coupon_code(db: Db, coupon_id: int) -> str | None:
    return db.execute(select(Coupon.code).where(Coupon.id == coupon_id)).scalar()
