"""Every cached figure of the points ledger, counted again from its append-only rows."""

from collections import Counter
from typing import Any

import sqlalchemy as sa

from membership.models import MemberEvent, MemberMerge
from membership.points.hold_repository import holds, pins
from membership.points.lot_repository import consumptions, lots
from membership.points.repository import accounts, debts, entries
from store import statements
from store.statements import Db

Figures = dict[str, Any]


def replayed(db: Db) -> tuple[Figures, Figures]:
    """Count accounts and lots from entries, consumptions and holds."""
    balance: Counter[int] = Counter()
    taken: Counter[int] = Counter()
    expired: Counter[int] = Counter()
    kinds: dict[int, str] = {}
    moved: Counter[int] = Counter()
    for entry in db.execute(entries.select().order_by(entries.c.id)):
        balance[entry.member_id] += entry.points
        kinds[entry.id] = entry.kind
    for row in db.execute(consumptions.select()):
        taken[row.lot_id] += row.points
        moved[row.entry_id] += row.points
        expired[row.lot_id] += row.points if kinds[row.entry_id] == "expire" else 0
    active = {row.id: row for row in db.execute(holds.select()) if row.state == "active"}
    pinned: Counter[int] = Counter()
    for pin in db.execute(pins.select()):
        pinned[pin.lot_id] += pin.points if pin.hold_id in active else 0
    lot_figures: Figures = {}
    in_lots: Counter[int] = Counter()
    for lot in db.execute(lots.select()):
        left = lot.points - taken[lot.id]
        lot_figures[lot.id] = (left, pinned[lot.id], expired[lot.id], left > 0)
        in_lots[lot.member_id] += left
    held = Counter[int]()
    for hold in active.values():
        held[hold.member_id] += hold.points
    account_figures = {
        member: (balance[member], held[member], in_lots[member] - balance[member])
        for member in db.execute(accounts.select()).scalars()
    }
    return account_figures, lot_figures


def cached(db: Db) -> tuple[Figures, Figures]:
    """Return the same figures as the rows have them."""
    account_rows = db.execute(accounts.select()).all()
    lot_rows = db.execute(lots.select()).all()
    return (
        {row.member_id: (row.balance, row.held, row.debt) for row in account_rows},
        {row.id: (row.remaining, row.held, row.expired, bool(row.open)) for row in lot_rows},
    )


def least_balance_over_debt(db: Db) -> int:
    """Return the least of balance + debt, and of any debt row."""
    sums = [row.balance + row.debt for row in db.execute(accounts.select())]
    owed = [row.remaining for row in db.execute(debts.select())]
    return int(min([0, *sums, *owed]))


def traces(db: Db) -> list[int]:
    """Count what a refused operation must not leave behind (points may expire meanwhile)."""
    counted = (
        sa.select(sa.func.count()).select_from(entries).where(entries.c.kind != "expire"),
        sa.select(sa.func.count()).select_from(holds),
        sa.select(sa.func.count()).select_from(statements.table(MemberMerge)),
        sa.select(sa.func.count()).select_from(statements.table(MemberEvent)),
        sa.select(sa.func.count()).select_from(accounts).where(accounts.c.moved_to_id > 0),
    )
    return [int(db.execute(statement).scalar_one()) for statement in counted]
