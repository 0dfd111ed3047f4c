"""Points that are spent, and given back when the purchase is undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from membership import checks
from membership.errors import FieldError, InsufficientPointsError, NotFoundError
from membership.points import ledger, lot_repository, repository
from membership.points.values import Account, Entry, Lot, Origin, Part
from store.statements import Db


def spend(
    db: Db,
    member_id: int,
    points: int,
    *,
    source: str,
    key: str,
    now: datetime,
    rule: Mapping[str, Any] | None = None,
    actor: str | None = None,
) -> Entry:
    """Spend points, the soonest to expire first; what has expired by `now` is not spent.

    Raises `InsufficientPointsError` and changes nothing when fewer are free.
    """
    ledger.checked(points, source, key)
    account = ledger.lock(db, member_id)
    if (entry := ledger.repeated(db, account, source, key, -points)) is not None:
        return entry
    lots = ledger.drop_expired(db, account, now=now)
    parts = ledger.choose_spendable(account, lots, points, now=now)
    origin = Origin("spend", source, key, now, now, rule=rule or {}, actor=actor)
    return debit_if_free(db, account, points, parts, origin)


def debit_if_free(
    db: Db, account: Account, points: int, parts: list[Part], origin: Origin
) -> Entry:
    """Spend the chosen points by one conditional update of the account."""
    if not repository.move_if_free(db, account.member_id, points, by=-points):
        free = account.balance + account.debt - account.held
        raise InsufficientPointsError(account.member_id, points, free)
    account.balance -= points
    entry = repository.add_entry(db, account.member_id, -points, origin)
    lot_repository.take(db, entry.id, parts)
    return entry


def restore(
    db: Db,
    entry_id: int,
    points: int | None = None,
    *,
    source: str,
    key: str,
    now: datetime,
    occurred_at: datetime | None = None,
    rule: Mapping[str, Any] | None = None,
    actor: str | None = None,
) -> Entry:
    """Give spent points back to the lots they came from, with the expiry those lots have.

    `points` is how many (none: all that is left of the spend); the last to expire return first.
    Points whose lot has expired return expired. Raises `FieldError` when more are asked for than
    the spend has left.
    """
    ledger.checked(1 if points is None else points, source, key)
    spent = repository.entry_by_id(db, entry_id)
    if spent is None or spent.kind != "spend":
        raise NotFoundError("spend", entry_id)
    account = ledger.lock(db, spent.member_id)
    if (entry := ledger.corrected(db, source, key, entry_id)) is not None:
        return entry
    rows = [row for row in lot_repository.taken_by(db, entry_id) if row.points > row.given_back]
    left = sum(row.points - row.given_back for row in rows)
    points = left if points is None else checks.whole("points", points, least=1)
    if points > left or left == 0:
        raise FieldError("points", "too_large", left)
    origin = Origin(
        "restore", source, key, occurred_at or now, now, entry_id, rule=rule or {}, actor=actor
    )
    return _give_back(db, account, rows[::-1], points, origin)


def _give_back(db: Db, account: Account, rows: list[Any], points: int, origin: Origin) -> Entry:
    entry = repository.add_entry(db, account.member_id, points, origin)
    homes = lot_repository.lots_by_id(db, {row.lot_id for row in rows})
    left = points
    for row in rows:
        if back := min(left, row.points - row.given_back):
            lot_repository.mark_given_back(db, row.id, back)
            _return_to(db, account, entry, homes[row.lot_id], back)
            left -= back
    repository.move(db, account.member_id, by=points)
    account.balance += points
    ledger.settle(db, account, now=origin.recorded_at)
    return entry


def _return_to(db: Db, account: Account, entry: Entry, lot: Lot, points: int) -> None:
    """Fill the lot again; after a merge, a lot like it on the account that is kept."""
    if lot.member_id == account.member_id:
        lot_repository.take(db, entry.id, [(lot, -points)])
        return
    lot_repository.add_lot(
        db,
        account.member_id,
        entry.id,
        points,
        available_from=lot.available_from,
        expires_at=lot.expires_at,
        earned_by_id=lot.earned_by_id,
        origin_id=lot.id,
    )
