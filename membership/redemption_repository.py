"""The queries of gifts and redemptions."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from membership.models.rewards import Gift, Redemption
from store.statements import Db, changed, insert, insert_once, table

GIFTS = table(Gift)
REDEMPTIONS = table(Redemption)


def put_gift(db: Db, row: dict[str, Any], stock: int | None, *, now: datetime) -> None:
    """Create the gift of a key, or change it; its stock only when `stock` is given."""
    new = {**row, "stock": stock or 0, "created_at": now, "updated_at": now}
    if insert_once(db, GIFTS, new):
        return
    values = {**row, "updated_at": now} | ({} if stock is None else {"stock": stock})
    db.execute(update(GIFTS).where(GIFTS.c.key == row["key"]).values(values))


def gift(db: Db, key: str) -> Row[Any] | None:
    return db.execute(select(GIFTS).where(GIFTS.c.key == key)).one_or_none()


def gift_by_id(db: Db, gift_id: int) -> Row[Any]:
    return db.execute(select(GIFTS).where(GIFTS.c.id == gift_id)).one()


def gifts(db: Db, *, available: bool, limit: int) -> list[Row[Any]]:
    """Gifts, the cheapest first; only those that can be had if `available`."""
    statement = select(GIFTS).order_by(GIFTS.c.points, GIFTS.c.id).limit(limit)
    if available:
        statement = statement.where(GIFTS.c.enabled, GIFTS.c.stock > 0)
    return list(db.execute(statement))


def take_one(db: Db, gift_id: int) -> bool:
    """Take one from the stock unless it is empty."""
    columns = GIFTS.c
    statement = (
        update(GIFTS)
        .where(columns.id == gift_id, columns.enabled, columns.stock >= 1)
        .values(stock=columns.stock - 1)
    )
    return changed(db, statement, {}) == 1


def put_back(db: Db, gift_id: int) -> None:
    statement = update(GIFTS).where(GIFTS.c.id == gift_id)
    db.execute(statement.values(stock=GIFTS.c.stock + 1))


def taken_by(db: Db, member_id: int, gift_id: int) -> int:
    """How many of a gift a member has taken and not given back."""
    columns = REDEMPTIONS.c
    statement = select(func.count()).where(
        columns.member_id == member_id, columns.gift_id == gift_id, columns.state != "released"
    )
    return int(db.execute(statement).scalar_one())


def add(db: Db, row: dict[str, Any]) -> int:
    return insert(db, REDEMPTIONS, row)


def code_taken(db: Db, code: str) -> bool:
    statement = select(REDEMPTIONS.c.id).where(REDEMPTIONS.c.code == code)
    return db.execute(statement).first() is not None


def by_request(db: Db, member_id: int, request_key: str) -> Row[Any] | None:
    columns = REDEMPTIONS.c
    statement = select(REDEMPTIONS).where(
        columns.member_id == member_id, columns.request_key == request_key
    )
    return db.execute(statement).one_or_none()


def by_code(db: Db, code: str, member_id: int | None = None) -> Row[Any] | None:
    statement = select(REDEMPTIONS).where(REDEMPTIONS.c.code == code)
    if member_id is not None:
        statement = statement.where(REDEMPTIONS.c.member_id == member_id)
    return db.execute(statement).one_or_none()


def move(db: Db, redemption_id: int, state: str, *, to: str, now: datetime) -> bool:
    """held → confirmed or released, once."""
    columns = REDEMPTIONS.c
    statement = (
        update(REDEMPTIONS)
        .where(columns.id == redemption_id, columns.state == state)
        .values(state=to, finished_at=now)
    )
    return changed(db, statement, {}) == 1


def collect(db: Db, redemption_id: int, *, staff: str, now: datetime) -> bool:
    """confirmed → collected, once."""
    columns = REDEMPTIONS.c
    statement = (
        update(REDEMPTIONS)
        .where(columns.id == redemption_id, columns.state == "confirmed")
        .values(state="collected", collected_at=now, collected_by=staff)
    )
    return changed(db, statement, {}) == 1


def overdue(db: Db, *, now: datetime, limit: int) -> list[str]:
    """Codes of redemptions that nobody confirmed in time."""
    columns = REDEMPTIONS.c
    statement = (
        select(columns.code)
        .where(columns.state == "held", columns.held_until <= now)
        .order_by(columns.held_until)
        .limit(limit)
    )
    return list(db.execute(statement).scalars())


def recent(db: Db, member_id: int, limit: int) -> list[Row[Any]]:
    columns = REDEMPTIONS.c
    statement = (
        select(REDEMPTIONS)
        .where(columns.member_id == member_id, columns.state != "released")
        .order_by(columns.id.desc())
        .limit(limit)
    )
    return list(db.execute(statement))
