"""The moves that every points operation is made of, all under the account's lock."""

from collections.abc import Sequence
from datetime import datetime

from membership import checks
from membership.errors import InsufficientPointsError, KeyReusedError, NotFoundError
from membership.points import lot_repository, repository
from membership.points.values import MOST_POINTS, Account, Entry, Lot, Origin, Part
from store.statements import Db

MERGES_FOLLOWED = 16


def checked(points: object, source: object, key: object) -> int:
    """Check the three values every operation needs; return the points, at least one."""
    checks.text("source", source, most=64, least=1)
    checks.text("key", key, most=160, least=1)
    return checks.whole("points", points, least=1, most=MOST_POINTS)


def lock(db: Db, member_id: int) -> Account:
    """Lock a member's account, or that of the member they were merged into."""
    for _ in range(MERGES_FOLLOWED):
        found = repository.lock(db, member_id)
        if found is None:
            if not repository.open_account(db, member_id):
                raise NotFoundError("member", member_id)
            continue
        account, moved_to = found
        if moved_to is None:
            return account
        member_id = moved_to
    raise NotFoundError("member", member_id)


def repeated(db: Db, account: Account, source: str, key: str, points: int) -> Entry | None:
    """Return the entry that this key already made; raise when it had another meaning."""
    entry = repository.entry_by_key(db, source, key)
    if entry is not None and not (entry.points == points and owns(db, account, entry.member_id)):
        raise KeyReusedError(source, key)
    return entry


def corrected(db: Db, source: str, key: str, entry_id: int) -> Entry | None:
    """Return the entry that this key already made about another; raise when about a third."""
    entry = repository.entry_by_key(db, source, key)
    if entry is not None and entry.refers_to_id != entry_id:
        raise KeyReusedError(source, key)
    return entry


def owns(db: Db, account: Account, member_id: int) -> bool:
    """Whether a locked account is a member's, or of the one they were merged into."""
    return account.member_id == member_id or lock(db, member_id).member_id == account.member_id


def drop_expired(db: Db, account: Account, *, now: datetime) -> list[Lot]:
    """Write off what has expired and is not held; return the lots that are still open."""
    lots = lot_repository.open_lots(db, account.member_id)
    due = [lot for lot in lots if not lot.is_live(now)]
    for lot in due:
        if lot.free:
            _expire(db, account, lot, now=now)
    return [lot for lot in lots if lot.is_live(now)] if due else lots


def _expire(db: Db, account: Account, lot: Lot, *, now: datetime) -> None:
    points = lot.free
    entry = repository.add_entry(
        db,
        account.member_id,
        -points,
        Origin(
            kind="expire",
            source="expiry",
            key=f"{lot.id}:{lot.expired + points}",
            occurred_at=lot.expires_at or now,
            recorded_at=now,
            refers_to_id=lot.earned_by_id,
        ),
    )
    lot_repository.take(db, entry.id, [(lot, points)], expiring=True)
    _move(db, account, by=-points)


def credit(
    db: Db,
    account: Account,
    points: int,
    origin: Origin,
    *,
    available_from: datetime,
    expires_at: datetime | None,
) -> Entry:
    """Add points as a new lot, then let them pay what the account owes."""
    entry = repository.add_entry(db, account.member_id, points, origin)
    lot_repository.add_lot(
        db,
        account.member_id,
        entry.id,
        points,
        available_from=available_from,
        expires_at=expires_at,
    )
    _move(db, account, by=points)
    settle(db, account, now=origin.recorded_at)
    return entry


def settle(db: Db, account: Account, *, now: datetime) -> None:
    """Pay the oldest debts from the live, free points, soonest to expire first."""
    if account.debt == 0:
        return
    lots = [lot for lot in lot_repository.open_lots(db, account.member_id) if lot.is_live(now)]
    for entry_id, owed in repository.open_debts(db, account.member_id):
        parts, missing = choose(lots, owed)
        if not parts:
            return
        lot_repository.take(db, entry_id, parts)
        repository.owe(db, entry_id, missing - owed)
        _move(db, account, owing=missing - owed)
        lots = _after(lots, parts)


def choose(lots: Sequence[Lot], points: int) -> tuple[list[Part], int]:
    """Choose free points from lots in their order; also return how many are missing."""
    parts: list[Part] = []
    for lot in lots:
        if points == 0:
            break
        if taken := min(lot.free, points):
            parts.append((lot, taken))
            points -= taken
    return parts, points


def choose_spendable(
    account: Account, lots: Sequence[Lot], points: int, *, now: datetime
) -> list[Part]:
    """Choose what to spend from the lots that have begun; raise when there is too little."""
    begun = [lot for lot in lots if lot.available_from <= now]
    parts, missing = choose(begun, points)
    if missing:
        raise InsufficientPointsError(account.member_id, points, points - missing)
    return parts


def _after(lots: Sequence[Lot], parts: Sequence[Part]) -> list[Lot]:
    taken = {lot.id: points for lot, points in parts}
    return [
        Lot(
            lot.id,
            lot.member_id,
            lot.earned_by_id,
            lot.remaining - taken.get(lot.id, 0),
            lot.held,
            lot.expired,
            lot.available_from,
            lot.expires_at,
        )
        for lot in lots
    ]


def debit(
    db: Db, account: Account, parts: Sequence[Part], origin: Origin, *, owing: int = 0
) -> Entry:
    """Take the chosen points out of their lots and owe the rest."""
    points = sum(taken for _, taken in parts) + owing
    entry = repository.add_entry(db, account.member_id, -points, origin)
    lot_repository.take(db, entry.id, parts)
    if owing:
        repository.add_debt(db, account.member_id, entry.id, owing)
    _move(db, account, by=-points, owing=owing)
    return entry


def _move(db: Db, account: Account, *, by: int = 0, owing: int = 0) -> None:
    repository.move(db, account.member_id, by=by, owing=owing)
    account.balance += by
    account.debt += owing
