"""Points set aside for a spend that is not certain yet, with a time-out."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam

from membership import checks, database
from membership.database import Db
from membership.errors import (
    HoldNotActiveError,
    InsufficientPointsError,
    KeyReusedError,
    NotFoundError,
)
from membership.points import ledger, repository
from membership.points.repository import holds, pins
from membership.points.values import Account, Entry, Hold, Origin, Part

_by_key = sa.select(holds).where(
    holds.c.source == bindparam("source"), holds.c.idempotency_key == bindparam("key")
)
_by_id = sa.select(holds).where(holds.c.id == bindparam("id"))
_pins = sa.select(pins.c.lot_id, pins.c.points).where(pins.c.hold_id == bindparam("hold"))
_finish = (
    holds.update()
    .where(holds.c.id == bindparam("hold"), holds.c.state == "active")
    .values(state=bindparam("became"), finished_at=bindparam("at"), entry_id=bindparam("spent_by"))
)
_overdue = (
    sa.select(holds.c.id)
    .where(holds.c.state == "active", holds.c.expires_at <= bindparam("now"))
    .order_by(holds.c.expires_at)
    .limit(bindparam("most", type_=sa.Integer))
)


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
    found = db.execute(_by_key, {"source": source, "key": key}).first()
    if found is not None:
        if found.points != points:
            raise KeyReusedError(source, key)
        return repository.as_hold(found)
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
    number = database.insert(db, holds, values)
    for lot, pinned in parts:
        repository.pin(db, lot.id, pinned)
        values = {"hold_id": number, "lot_id": lot.id, "points": pinned}
        database.run(db, pins.insert(), values)
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
    """Release up to `limit` holds whose time is over; return how many (0: all done)."""
    overdue = list(db.execute(_overdue, {"now": now, "most": limit}).scalars())
    for hold_id in overdue:
        release(db, hold_id, now=now)
    return len(overdue)


def _locked(db: Db, hold_id: int) -> tuple[Account, Hold]:
    row = db.execute(_by_id, {"id": hold_id}).first()
    if row is None:
        raise NotFoundError("hold", hold_id)
    account = ledger.lock(db, row.member_id)
    return account, repository.as_hold(db.execute(_by_id, {"id": hold_id}).one())


def _unpin(db: Db, account: Account, found: Hold) -> list[Part]:
    rows = list(db.execute(_pins, {"hold": found.id}))
    for row in rows:
        repository.pin(db, row.lot_id, -row.points)
    repository.move(db, account.member_id, holding=-found.points)
    account.held -= found.points
    lots = repository.lots_by_id(db, [row.lot_id for row in rows])
    return [(lots[row.lot_id], row.points) for row in rows]


def _close(
    db: Db, hold_id: int, state: str, *, now: datetime, entry_id: int | None = None
) -> None:
    values = {"hold": hold_id, "became": state, "at": now, "spent_by": entry_id}
    if not database.changed(db, _finish, values):
        raise HoldNotActiveError(hold_id, "finished")
