"""Points set aside for a spend that is not certain yet, with a time-out."""

from datetime import datetime

from membership import checks
from membership.errors import (
    HoldNotActiveError,
    InsufficientPointsError,
    KeyReusedError,
    NotFoundError,
)
from membership.points import hold_repository as holds
from membership.points import ledger, lot_repository, repository
from membership.points.values import Account, Entry, Hold, Origin, Part
from store.statements import Db


def hold(
    db: Db,
    member_id: int,
    points: int,
    *,
    source: str,
    key: str,
    until: datetime,
    now: datetime,
) -> Hold:
    """Set points aside until `until`: they cannot be spent elsewhere and do not expire meanwhile.

    Raises `InsufficientPointsError` and changes nothing when fewer are free.
    """
    ledger.checked(points, source, key)
    checks.instant("until", until, after=now)
    account = ledger.lock(db, member_id)
    found = holds.by_key(db, source, key)
    if found is not None:
        if found.points != points or not ledger.owns(db, account, found.member_id):
            raise KeyReusedError(source, key)
        return found
    lots = ledger.drop_expired(db, account, now=now)
    parts = ledger.choose_spendable(account, lots, points, now=now)
    if not repository.move_if_free(db, account.member_id, points, holding=points):
        free = account.balance + account.debt - account.held
        raise InsufficientPointsError(account.member_id, points, free)
    values = {
        "member_id": account.member_id,
        "points": points,
        "source": source,
        "idempotency_key": key,
        "state": "active",
        "created_at": now,
        "expires_at": until,
    }
    number = holds.add(db, values)
    for lot, pinned in parts:
        lot_repository.pin(db, lot.id, pinned)
        holds.add_pin(db, number, lot.id, pinned)
    return Hold(number, account.member_id, points, source, key, "active", until, None)


def confirm(db: Db, hold_id: int, *, now: datetime) -> Entry:
    """Turn a hold into a spend; once confirmed, again returns that spend.

    Raises `HoldNotActiveError` when it was released or its time is over.
    """
    account, found = _locked(db, hold_id)
    if found.state == "confirmed" and found.entry_id is not None:
        entry = repository.entry_by_id(db, found.entry_id)
        assert entry is not None
        return entry
    if found.state != "active" or found.expires_at <= now:
        raise HoldNotActiveError(hold_id, "overdue" if found.state == "active" else found.state)
    parts = _unpin(db, account, found)
    origin = Origin("spend", found.source, found.key, now, now, rule={"hold": hold_id})
    entry = ledger.debit(db, account, parts, origin)
    _close(db, hold_id, "confirmed", now=now, entry_id=entry.id)
    return entry


def is_confirmed(db: Db, hold_id: int) -> bool:
    """Whether the points of a hold are spent already: they pay for one purchase only."""
    found = holds.by_id(db, hold_id)
    return found is not None and found.state == "confirmed"


def release(db: Db, hold_id: int, *, now: datetime) -> Hold:
    """Set the points free again; releasing twice changes nothing.

    Raises `HoldNotActiveError` when it was confirmed.
    """
    account, found = _locked(db, hold_id)
    if found.state == "confirmed":
        raise HoldNotActiveError(hold_id, found.state)
    if found.state == "active":
        _unpin(db, account, found)
        _close(db, hold_id, "released", now=now)
        ledger.settle(db, account, now=now)
    return Hold(
        found.id,
        found.member_id,
        found.points,
        found.source,
        found.key,
        "released",
        found.expires_at,
        None,
    )


def release_overdue(db: Db, *, now: datetime, limit: int = 500) -> int:
    """Release up to `limit` holds whose time is over; return how many (0: all done).

    One that was confirmed since it was looked up stays as it is.
    """
    return sum(_release_if_active(db, hold_id, now) for hold_id in holds.overdue(db, now, limit))


def _release_if_active(db: Db, hold_id: int, now: datetime) -> bool:
    try:
        release(db, hold_id, now=now)
    except HoldNotActiveError:
        return False
    return True


def _locked(db: Db, hold_id: int) -> tuple[Account, Hold]:
    found = holds.by_id(db, hold_id)
    if found is None:
        raise NotFoundError("hold", hold_id)
    account = ledger.lock(db, found.member_id)
    found = holds.by_id(db, hold_id)
    assert found is not None
    return account, found


def _unpin(db: Db, account: Account, found: Hold) -> list[Part]:
    pinned = holds.pins_of(db, found.id)
    for lot_id, points in pinned:
        lot_repository.pin(db, lot_id, -points)
    repository.move(db, account.member_id, holding=-found.points)
    account.held -= found.points
    lots = lot_repository.lots_by_id(db, [lot_id for lot_id, _ in pinned])
    return [(lots[lot_id], points) for lot_id, points in pinned]


def _close(
    db: Db, hold_id: int, state: str, *, now: datetime, entry_id: int | None = None
) -> None:
    if not holds.finish(db, hold_id, state, now, entry_id):
        raise HoldNotActiveError(hold_id, "finished")
