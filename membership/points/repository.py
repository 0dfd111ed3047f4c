"""The statements of the accounts, entries and debts of points: fixed and in Core, as they are on
the path of an order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from membership.models import Member, PointsAccount, PointsDebt, PointsEntry
from membership.points.values import Account, Entry, Origin
from store import driver, statements
from store.columns import to_micros
from store.statements import Db

accounts = statements.table(PointsAccount)
entries = statements.table(PointsEntry)
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
