"""The statements of the points ledger, fixed and in Core: they are on the path of an order."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from membership.models import (
    Member,
    PointsAccount,
    PointsConsumption,
    PointsDebt,
    PointsEntry,
    PointsLot,
)
from membership.points.values import Account, Entry, Lot, Origin, Part
from store import driver, statements
from store.columns import to_micros
from store.statements import Db

accounts = statements.table(PointsAccount)
entries = statements.table(PointsEntry)
lots = statements.table(PointsLot)
consumptions = statements.table(PointsConsumption)
debts = statements.table(PointsDebt)
_members = statements.table(Member)

_member = bindparam("member", type_=sa.BigInteger)
_lock = sa.select(accounts).where(accounts.c.member_id == _member).with_for_update()
_entry = sa.select(entries).where(
    entries.c.source == bindparam("source"), entries.c.idempotency_key == bindparam("key")
)
_entry_by_id = sa.select(entries).where(entries.c.id == bindparam("id"))
_recent = (
    sa.select(entries)
    .where(entries.c.member_id == _member)
    .order_by(entries.c.id.desc())
    .limit(bindparam("most", type_=sa.Integer))
)
_lot_columns = (
    lots.c.id,
    lots.c.member_id,
    lots.c.earned_by_id,
    lots.c.remaining,
    lots.c.held,
    lots.c.expired,
    lots.c.available_from,
    lots.c.expires_at,
)
_never_last = (sa.case((lots.c.expires_at.is_(None), 1), else_=0), lots.c.expires_at, lots.c.id)
_open_lots = (
    sa.select(*_lot_columns).where(lots.c.member_id == _member, lots.c.open).order_by(*_never_last)
)
_lots_earned = sa.select(*_lot_columns).where(lots.c.earned_by_id == bindparam("earned_by"))
_lots_by_id = sa.select(*_lot_columns, lots.c.entry_id).where(
    lots.c.id.in_(bindparam("ids", expanding=True))
)
# `open` comes first: MySQL lets a later assignment see the earlier ones' new values.
_take = (
    lots.update()
    .where(lots.c.id == bindparam("lot"))
    .ordered_values(
        (lots.c.open, lots.c.remaining > bindparam("taken", type_=sa.BigInteger)),
        (lots.c.expired, lots.c.expired + bindparam("gone", type_=sa.BigInteger)),
        (lots.c.remaining, lots.c.remaining - bindparam("taken", type_=sa.BigInteger)),
    )
)
_pin = (
    lots.update()
    .where(lots.c.id == bindparam("lot"))
    .values(held=lots.c.held + bindparam("pinned", type_=sa.BigInteger))
)
_move = (
    accounts.update()
    .where(accounts.c.member_id == _member)
    .values(
        balance=accounts.c.balance + bindparam("by", type_=sa.BigInteger),
        held=accounts.c.held + bindparam("holding", type_=sa.BigInteger),
        debt=accounts.c.debt + bindparam("owing", type_=sa.BigInteger),
    )
)
_spend = _move.where(
    accounts.c.balance + accounts.c.debt - accounts.c.held
    >= bindparam("needed", type_=sa.BigInteger)
)
_open_debts = (
    sa.select(debts.c.entry_id, debts.c.remaining)
    .where(debts.c.member_id == _member, debts.c.remaining > 0)
    .order_by(debts.c.entry_id)
)
_owe = (
    debts.update()
    .where(debts.c.entry_id == bindparam("entry"))
    .values(remaining=debts.c.remaining + bindparam("by", type_=sa.BigInteger))
)
_taken_by = (
    sa.select(consumptions)
    .where(consumptions.c.entry_id == bindparam("entry"))
    .order_by(consumptions.c.id)
)
_give_back = (
    consumptions.update()
    .where(consumptions.c.id == bindparam("consumption"))
    .values(given_back=consumptions.c.given_back + bindparam("by", type_=sa.BigInteger))
)
_sum_referring = sa.select(sa.func.coalesce(sa.func.sum(entries.c.points), 0)).where(
    entries.c.refers_to_id == bindparam("entry"), entries.c.kind == bindparam("kind")
)


def lock(db: Db, member_id: int) -> tuple[Account, int | None] | None:
    """Lock an account; also say which member it was merged into."""
    row = db.execute(_lock, {"member": member_id}).first()
    if row is None:
        return None
    return Account(row.member_id, row.balance, row.held, row.debt), row.moved_to_id


def open_account(db: Db, member_id: int) -> bool:
    """Give an existing member an account; say whether there is such a member."""
    known = db.execute(sa.select(_members.c.id).where(_members.c.id == member_id)).first()
    if known is None:
        return False
    statements.insert_once(
        db, accounts, {"member_id": member_id, "balance": 0, "held": 0, "debt": 0}
    )
    return True


def move(db: Db, member_id: int, *, by: int = 0, holding: int = 0, owing: int = 0) -> None:
    """Change the cached figures of a locked account."""
    values = {"member": member_id, "by": by, "holding": holding, "owing": owing}
    statements.run(db, _move, values)


def move_if_free(db: Db, member_id: int, needed: int, *, by: int = 0, holding: int = 0) -> bool:
    """Change the cached figures only while `needed` points are free; say whether they were."""
    values = {"member": member_id, "by": by, "holding": holding, "owing": 0, "needed": needed}
    return statements.changed(db, _spend, values) == 1


def entry_by_key(db: Db, source: str, key: str) -> Entry | None:
    return _as_entry(db.execute(_entry, {"source": source, "key": key}).first())


def entry_by_id(db: Db, entry_id: int) -> Entry | None:
    return _as_entry(db.execute(_entry_by_id, {"id": entry_id}).first())


def latest_entries(db: Db, member_id: int, most: int) -> list[Entry]:
    rows = db.execute(_recent, {"member": member_id, "most": most})
    return [entry for row in rows if (entry := _as_entry(row)) is not None]


def sum_referring(db: Db, entry_id: int, kind: str) -> int:
    """Sum the points of the entries of one kind that correct `entry_id`."""
    return int(db.execute(_sum_referring, {"entry": entry_id, "kind": kind}).scalar_one())


def _as_entry(row: Any) -> Entry | None:
    if row is None:
        return None
    return Entry(
        row.id,
        row.member_id,
        row.points,
        row.kind,
        row.source,
        row.idempotency_key,
        row.occurred_at,
        row.recorded_at,
        row.refers_to_id,
        row.rule,
        row.actor,
    )


def add_entry(db: Db, member_id: int, points: int, origin: Origin) -> Entry:
    values = {
        "member_id": member_id,
        "points": points,
        "kind": origin.kind,
        "source": origin.source,
        "idempotency_key": origin.key,
        "refers_to_id": origin.refers_to_id,
        "occurred_at": origin.occurred_at,
        "recorded_at": origin.recorded_at,
        "rule": dict(origin.rule),
        "actor": origin.actor,
    }
    number = statements.insert(db, entries, values)
    return Entry(
        number,
        member_id,
        points,
        origin.kind,
        origin.source,
        origin.key,
        origin.occurred_at,
        origin.recorded_at,
        origin.refers_to_id,
        origin.rule,
        origin.actor,
    )


def open_lots(db: Db, member_id: int) -> list[Lot]:
    """Return the lots with points left, soonest to expire first, never-expiring last."""
    return [Lot(*row) for row in db.execute(_open_lots, {"member": member_id})]


def lots_earned_by(db: Db, entry_id: int) -> list[Lot]:
    return [Lot(*row) for row in db.execute(_lots_earned, {"earned_by": entry_id})]


def lots_by_id(db: Db, ids: Iterable[int]) -> dict[int, Lot]:
    rows = db.execute(_lots_by_id, {"ids": list(ids)})
    return {row.id: Lot(*row[:8]) for row in rows}


def add_lot(
    db: Db,
    member_id: int,
    entry_id: int,
    points: int,
    *,
    available_from: datetime,
    expires_at: datetime | None,
    earned_by_id: int | None = None,
    origin_id: int | None = None,
) -> Lot:
    earned_by = entry_id if earned_by_id is None else earned_by_id
    number = statements.insert(
        db,
        lots,
        {
            "member_id": member_id,
            "entry_id": entry_id,
            "earned_by_id": earned_by,
            "points": points,
            "remaining": points,
            "held": 0,
            "expired": 0,
            "open": points > 0,
            "available_from": available_from,
            "expires_at": expires_at,
            "origin_id": origin_id,
        },
    )
    return Lot(number, member_id, earned_by, points, 0, 0, available_from, expires_at)


def take(db: Db, entry_id: int, parts: Sequence[Part], *, expiring: bool = False) -> None:
    """Take points out of lots (negative: give back) in the name of an entry."""
    if not parts:
        return
    statements.run(
        db,
        consumptions.insert(),
        [
            {"entry_id": entry_id, "lot_id": lot.id, "points": points, "given_back": 0}
            for lot, points in parts
        ],
    )
    for lot, points in parts:
        gone = points if expiring else 0
        statements.run(db, _take, {"lot": lot.id, "taken": points, "gone": gone})


def pin(db: Db, lot_id: int, points: int) -> None:
    """Set points of a lot aside (negative: free them)."""
    statements.run(db, _pin, {"lot": lot_id, "pinned": points})


def taken_by(db: Db, entry_id: int) -> list[Any]:
    """Return the consumption rows of an entry, in the order they were taken."""
    return list(db.execute(_taken_by, {"entry": entry_id}))


def mark_given_back(db: Db, consumption_id: int, points: int) -> None:
    statements.run(db, _give_back, {"consumption": consumption_id, "by": points})


def add_debt(db: Db, member_id: int, entry_id: int, points: int) -> None:
    values = {"entry_id": entry_id, "member_id": member_id, "points": points, "remaining": points}
    statements.run(db, debts.insert(), values)


def open_debts(db: Db, member_id: int) -> list[tuple[int, int]]:
    """Return (entry, points still owed), the oldest first."""
    return [
        (row.entry_id, row.remaining) for row in db.execute(_open_debts, {"member": member_id})
    ]


def owe(db: Db, entry_id: int, points: int) -> None:
    """Change what is owed for an entry."""
    statements.run(db, _owe, {"entry": entry_id, "by": points})


_BY_EXPIRY = (
    "SELECT a.balance, a.held, a.debt, l.expires_at, SUM(l.remaining - l.held),"
    " SUM(CASE WHEN l.available_from > ? THEN l.remaining - l.held ELSE 0 END)"
    " FROM points_account a"
    " LEFT JOIN points_lot l ON l.member_id = a.member_id AND l.open = TRUE"
    " WHERE a.member_id = ? GROUP BY a.balance, a.held, a.debt, l.expires_at"
    " ORDER BY l.expires_at"
)
_BY_EXPIRY_OF = {
    dialect: driver.marked(_BY_EXPIRY, dialect) for dialect in ("sqlite", "postgresql", "mysql")
}


def by_expiry(db: Db, member_id: int, now: datetime) -> Sequence[Sequence[Any]]:
    """An account's balance, held, debt, and per expiry (microseconds, or None) what is free and
    what of it has not begun. On the path of a message, hence handed to the driver."""
    connection = db.connection() if isinstance(db, Session) else db
    sql = _BY_EXPIRY_OF[connection.dialect.name]
    rows: Sequence[Sequence[Any]] = driver.execute(
        connection, sql, (to_micros(now), member_id)
    ).fetchall()
    return rows
