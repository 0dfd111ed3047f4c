"""The statements that count again what the ledger keeps as figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from membership.points.hold_repository import holds, pins
from membership.points.lot_repository import consumptions, lots
from membership.points.repository import accounts, debts, entries
from store.statements import Db


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all accounts."""

    balance: int
    entries: int
    lots: int
    debts: int


def differences(db: Db) -> Iterator[tuple[str, int, int, int]]:
    """Yield (what, key, cached, counted) wherever a figure differs from the rows behind it."""
    for what, statement in (*_account_rules(), *_lot_rules(), *_entry_rules()):
        for row in db.execute(statement):
            yield what, int(row.key), int(row.cached), int(row.counted)


def totals(db: Db) -> Totals:
    return Totals(
        _total(db, accounts.c.balance),
        _total(db, entries.c.points),
        _total(db, lots.c.remaining),
        _total(db, debts.c.remaining),
    )


def _sums(total: Any, by: Any, *where: Any) -> sa.Subquery:
    return (
        sa.select(by.label("key"), sa.func.sum(total).label("total"))
        .where(*where)
        .group_by(by)
        .subquery()
    )


def _zero(sums: sa.Subquery) -> Any:
    return sa.func.coalesce(sums.c.total, 0)


def _differs(
    key: Any, cached: Any, counted: Any, sources: Any, *joined: sa.Subquery
) -> sa.Select[Any]:
    for sums in joined:
        sources = sources.outerjoin(sums, sums.c.key == key)
    return (
        sa.select(key.label("key"), cached.label("cached"), counted.label("counted"))
        .select_from(sources)
        .where(cached != counted)
    )


def _account_rules() -> tuple[tuple[str, sa.Select[Any]], ...]:
    key = accounts.c.member_id
    entered = _sums(entries.c.points, entries.c.member_id)
    remaining = _sums(lots.c.remaining, lots.c.member_id)
    pinned = _sums(lots.c.held, lots.c.member_id)
    owed = _sums(debts.c.remaining, debts.c.member_id)
    held = _sums(holds.c.points, holds.c.member_id, holds.c.state == "active")
    in_lots = _zero(remaining) - _zero(owed)
    balance, debt = accounts.c.balance, accounts.c.debt
    return (
        ("balance.entries", _differs(key, balance, _zero(entered), accounts, entered)),
        ("balance.lots", _differs(key, balance, in_lots, accounts, remaining, owed)),
        ("debt", _differs(key, debt, _zero(owed), accounts, owed)),
        ("held.holds", _differs(key, accounts.c.held, _zero(held), accounts, held)),
        ("held.lots", _differs(key, accounts.c.held, _zero(pinned), accounts, pinned)),
    )


def _lot_rules() -> tuple[tuple[str, sa.Select[Any]], ...]:
    key = lots.c.id
    taken = _sums(consumptions.c.points, consumptions.c.lot_id)
    of_expiries = consumptions.join(entries, entries.c.id == consumptions.c.entry_id)
    expired = (
        sa.select(
            consumptions.c.lot_id.label("key"), sa.func.sum(consumptions.c.points).label("total")
        )
        .select_from(of_expiries)
        .where(entries.c.kind == "expire")
        .group_by(consumptions.c.lot_id)
        .subquery()
    )
    active = pins.join(holds, holds.c.id == pins.c.hold_id)
    pinned = (
        sa.select(pins.c.lot_id.label("key"), sa.func.sum(pins.c.points).label("total"))
        .select_from(active)
        .where(holds.c.state == "active")
        .group_by(pins.c.lot_id)
        .subquery()
    )
    is_open = sa.case((lots.c.open, 1), else_=0)
    should_be = sa.case((lots.c.remaining > 0, 1), else_=0)
    left = lots.c.points - _zero(taken)
    return (
        ("lot.remaining", _differs(key, lots.c.remaining, left, lots, taken)),
        ("lot.expired", _differs(key, lots.c.expired, _zero(expired), lots, expired)),
        ("lot.held", _differs(key, lots.c.held, _zero(pinned), lots, pinned)),
        ("lot.open", _differs(key, is_open, should_be, lots)),
    )


def _entry_rules() -> tuple[tuple[str, sa.Select[Any]], ...]:
    key = entries.c.id
    added = _sums(lots.c.points, lots.c.entry_id)
    taken = _sums(consumptions.c.points, consumptions.c.entry_id)
    owed = _sums(debts.c.remaining, debts.c.entry_id)
    moved = _zero(added) - _zero(taken) - _zero(owed)
    return (("entry", _differs(key, entries.c.points, moved, entries, added, taken, owed)),)


def _total(db: Db, column: Any) -> int:
    return int(db.execute(sa.select(sa.func.coalesce(sa.func.sum(column), 0))).scalar_one())
