"""The points of two members who are one person: moved lot by lot, and back again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from membership.errors import MergeError
from membership.points import ledger, lot_repository, merge_repository, repository
from membership.points.values import Account, Entry, Lot, Origin
from store.statements import Db

SOURCE = "merge"


def check_free(db: Db, *member_ids: int) -> None:
    """Lock the accounts; raise `MergeError` while either has points set aside."""
    for member_id in sorted(member_ids):
        found = repository.lock(db, member_id)
        if found is not None and found[0].held:
            raise MergeError("held_points")


def move(db: Db, *, kept_id: int, gone_id: int, key: str, now: datetime) -> None:
    """Move all points and debts of `gone_id` to `kept_id`; lots keep their expiry."""
    kept, gone = _lock_both(db, kept_id, gone_id)
    for account in (kept, gone):
        ledger.drop_expired(db, account, now=now)
    owed = gone.debt
    moved = lot_repository.open_lots(db, gone.member_id)
    if moved:
        parts = [(lot, lot.remaining) for lot in moved]
        out = ledger.debit(db, gone, parts, _origin("merge_out", f"{key}:out", now))
        _arrive(db, kept, moved, _origin("merge_in", f"{key}:in", now, out.id))
    if owed:
        _cancel_debt(db, gone, owed, _origin("merge_out", f"{key}:debt:out", now))
        _take_debt(db, kept, owed, _origin("merge_in", f"{key}:debt:in", now))
    merge_repository.point_to(db, gone_id, kept_id)


def move_back(db: Db, *, kept_id: int, gone_id: int, key: str, now: datetime) -> None:
    """Part the accounts again: what is left of the moved lots and debts returns.

    What was spent since the merge stays spent; what the moved points paid of `kept_id`'s own older
    debts is owed again.
    """
    merge_repository.point_to(db, gone_id, None)
    kept, gone = _lock_both(db, kept_id, gone_id)
    ledger.drop_expired(db, kept, now=now)
    debt_in = repository.entry_by_key(db, SOURCE, f"{key}:debt:in")
    if debt_in is not None:
        _reverse_debt(db, kept, debt_in, _origin("merge_out", f"{key}:undo:debt", now, debt_in.id))
        origin = _origin("merge_in", f"{key}:undo:owed", now, debt_in.id)
        ledger.debit(db, gone, [], origin, owing=-debt_in.points)
    lots_in = repository.entry_by_key(db, SOURCE, f"{key}:in")
    if lots_in is not None:
        _return(db, kept, gone, lots_in, key, now)
    for account in (kept, gone):
        ledger.settle(db, account, now=now)


def _origin(kind: str, key: str, now: datetime, refers_to: int | None = None) -> Origin:
    return Origin(kind, SOURCE, key, now, now, refers_to_id=refers_to)


def _lock_both(db: Db, kept_id: int, gone_id: int) -> tuple[Account, Account]:
    locked: dict[int, Account] = {}
    for member_id in sorted((kept_id, gone_id)):
        found = repository.lock(db, member_id)
        if found is None:
            repository.open_account(db, member_id)
            found = repository.lock(db, member_id)
        assert found is not None
        locked[member_id], _moved_to = found
    return locked[kept_id], locked[gone_id]


def _arrive(db: Db, kept: Account, moved: Sequence[Lot], origin: Origin) -> None:
    points = sum(lot.remaining for lot in moved)
    entry = repository.add_entry(db, kept.member_id, points, origin)
    for lot in moved:
        lot_repository.add_lot(
            db,
            kept.member_id,
            entry.id,
            lot.remaining,
            available_from=lot.available_from,
            expires_at=lot.expires_at,
            earned_by_id=lot.earned_by_id,
            origin_id=lot.id,
        )
    repository.move(db, kept.member_id, by=points)
    kept.balance += points
    ledger.settle(db, kept, now=origin.recorded_at)


def _cancel_debt(db: Db, account: Account, points: int, origin: Origin) -> None:
    """Credit a debt's amount with nothing that could be spent: settling eats it at once."""
    ledger.credit(db, account, points, origin, available_from=origin.recorded_at, expires_at=None)


def _take_debt(db: Db, account: Account, points: int, origin: Origin) -> None:
    available = [
        lot
        for lot in lot_repository.open_lots(db, account.member_id)
        if lot.is_live(origin.recorded_at)
    ]
    parts, missing = ledger.choose(available, points)
    ledger.debit(db, account, parts, origin, owing=missing)


def _reverse_debt(db: Db, kept: Account, debt_in: Entry, origin: Origin) -> None:
    """Give back what the moved debt took from lots, and strike out what is still owed for it."""
    rows = _given(db, debt_in.id)
    owed = merge_repository.still_owed(db, debt_in.id)
    entry = repository.add_entry(db, kept.member_id, -debt_in.points, origin)
    _put_back(db, entry.id, rows)
    repository.move(db, kept.member_id, by=-debt_in.points)
    kept.balance -= debt_in.points
    if owed:
        added = lot_repository.add_lot(
            db, kept.member_id, entry.id, owed, available_from=origin.recorded_at, expires_at=None
        )
        lot_repository.take(db, debt_in.id, [(added, owed)])
        repository.owe(db, debt_in.id, -owed)
        repository.move(db, kept.member_id, owing=-owed)
        kept.debt -= owed


def _given(db: Db, entry_id: int) -> list[Any]:
    return [row for row in lot_repository.taken_by(db, entry_id) if row.points > row.given_back]


def _put_back(db: Db, entry_id: int, rows: Sequence[Any]) -> None:
    homes = lot_repository.lots_by_id(db, {row.lot_id for row in rows})
    for row in rows:
        back = row.points - row.given_back
        lot_repository.mark_given_back(db, row.id, back)
        lot_repository.take(db, entry_id, [(homes[row.lot_id], -back)])


def _return(db: Db, kept: Account, gone: Account, lots_in: Entry, key: str, now: datetime) -> None:
    _owe_again(db, kept, gone, lots_in)
    here = [lot for lot in _moved_lots(db, kept, gone) if lot.remaining]
    if not here:
        return
    origins = _origins(db, here)
    parts = [(lot, lot.remaining) for lot in here]
    out = ledger.debit(db, kept, parts, _origin("merge_out", f"{key}:undo:out", now, lots_in.id))
    origin = _origin("merge_in", f"{key}:undo:in", now, out.id)
    entry = repository.add_entry(db, gone.member_id, -out.points, origin)
    lot_repository.take(db, entry.id, [(origins[lot.id], -points) for lot, points in parts])
    repository.move(db, gone.member_id, by=-out.points)
    gone.balance -= out.points


def _owe_again(db: Db, kept: Account, gone: Account, lots_in: Entry) -> None:
    """Undo what the moved lots paid of debts that were older than the merge."""
    moved = {lot.id: lot for lot in _moved_lots(db, kept, gone)}
    for row in merge_repository.paid_older_debts(db, list(moved), before=lots_in.id):
        back = row.points - row.given_back
        lot_repository.mark_given_back(db, row.id, back)
        lot_repository.take(db, row.entry_id, [(moved[row.lot_id], -back)])
        repository.owe(db, row.entry_id, back)
        repository.move(db, kept.member_id, owing=back)
        kept.debt += back


def _moved_lots(db: Db, kept: Account, gone: Account) -> list[Lot]:
    """Return the lots on the kept account that came from the other's."""
    numbers = merge_repository.moved_lots(db, kept.member_id, gone.member_id)
    found = lot_repository.lots_by_id(db, numbers)
    return [found[number] for number in sorted(found)]


def _origins(db: Db, here: Sequence[Lot]) -> dict[int, Lot]:
    origin_of = merge_repository.origins(db, [lot.id for lot in here])
    homes = lot_repository.lots_by_id(db, set(origin_of.values()))
    return {number: homes[origin] for number, origin in origin_of.items()}
