"""Points that come, and the return of those that should not have come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership import checks, rules
from membership.business_time import CHINA
from membership.errors import FieldError, NotFoundError
from membership.points import ledger, lot_repository, repository
from membership.points.values import BY_RULE, MOST_POINTS, Account, Entry, Expiry, Lot, Origin
from membership.rules import PointsRules
from store.statements import Db


def earn(
    db: Db,
    member_id: int,
    points: int,
    *,
    source: str,
    key: str,
    now: datetime,
    occurred_at: datetime | None = None,
    expires_at: Expiry = BY_RULE,
    rule: Mapping[str, Any] | None = None,
    actor: str | None = None,
    timezone: ZoneInfo = CHINA,
    in_force: PointsRules | None = None,
) -> Entry:
    """Add points. Unless told otherwise they begin and expire as the rules in force say.

    Raises `FieldError`, `NotFoundError` for no such member, `KeyReusedError` when the key stands
    for another number of points or another member. `rule` explains the number and stays on the
    entry.
    """
    ledger.checked(points, source, key)
    happened = checks.past("occurred_at", occurred_at or now, now=now)
    account = ledger.lock(db, member_id)
    if (entry := ledger.repeated(db, account, source, key, points)) is not None:
        return entry
    begins, ends = happened, expires_at
    if ends == BY_RULE:
        in_force = in_force or rules.in_force(db, now=now)
        begins += timedelta(days=in_force.available_after_days)
        ends = in_force.expiry.expires_at(happened, timezone)
    origin = Origin("earn", source, key, happened, now, rule=rule or {}, actor=actor)
    return ledger.credit(
        db, account, points, origin, available_from=begins, expires_at=_instant(ends)
    )


def _instant(ends: Expiry) -> datetime | None:
    return None if ends is None else checks.instant("expires_at", ends)


def claw_back(
    db: Db,
    entry_id: int,
    points: int,
    *,
    source: str,
    key: str,
    now: datetime,
    occurred_at: datetime | None = None,
    rule: Mapping[str, Any] | None = None,
    actor: str | None = None,
    in_force: PointsRules | None = None,
) -> Entry:
    """Take back up to `points` of what an earning gave: its own points first, then others.

    What was already spent becomes a debt as far as the debt policy allows, else it is forgiven;
    what had expired meanwhile is not taken a second time. The entry's rule tells the parts.
    """
    ledger.checked(points, source, key)
    earned = repository.entry_by_id(db, entry_id)
    if earned is None or earned.points <= 0:
        raise NotFoundError("earning", entry_id)
    account = ledger.lock(db, earned.member_id)
    if (entry := ledger.corrected(db, source, key, entry_id)) is not None:
        return entry
    lots = ledger.drop_expired(db, account, now=now)
    wanted = min(points, _returnable(db, earned))
    own_first = sorted(lots, key=lambda lot: lot.earned_by_id != entry_id)
    parts, missing = ledger.choose(own_first, wanted)
    owing = _owing(account, missing, in_force or rules.in_force(db, now=now))
    why = {**(rule or {}), "asked": points, "owed": owing, "forgiven": missing - owing}
    origin = Origin("claw_back", source, key, occurred_at or now, now, entry_id, why, actor)
    return ledger.debit(db, account, parts, origin, owing=owing)


def _returnable(db: Db, earned: Entry) -> int:
    """What of an earning was neither taken back nor lost to expiry."""
    expired = sum(lot.expired for lot in lot_repository.lots_earned_by(db, earned.id))
    taken_back = -repository.sum_referring(db, earned.id, "claw_back")
    return max(0, earned.points - expired - taken_back)


def _owing(account: Account, missing: int, in_force: PointsRules) -> int:
    room = in_force.debt.room(account.debt)
    return missing if room is None else min(missing, room)


def adjust(
    db: Db,
    member_id: int,
    points: int,
    *,
    key: str,
    reason: str,
    actor: str,
    now: datetime,
    timezone: ZoneInfo = CHINA,
    refers_to_id: int | None = None,
) -> Entry:
    """Correct a balance by hand; a negative correction never makes a debt.

    Raises `InsufficientPointsError` when a negative one asks for more than is free.
    """
    checks.text("reason", reason, most=200, least=1)
    checks.text("actor", actor, most=64, least=1)
    ledger.checked(1, "staff", key)
    if checks.whole("points", points, least=-MOST_POINTS, most=MOST_POINTS) == 0:
        raise FieldError("points", "too_small", 1)
    account = ledger.lock(db, member_id)
    if (entry := ledger.repeated(db, account, "staff", key, points)) is not None:
        return entry
    origin = Origin("adjust", "staff", key, now, now, refers_to_id, {"reason": reason}, actor)
    if points > 0:
        ends = rules.in_force(db, now=now).expiry.expires_at(now, timezone)
        return ledger.credit(db, account, points, origin, available_from=now, expires_at=ends)
    lots: list[Lot] = ledger.drop_expired(db, account, now=now)
    parts = ledger.choose_spendable(account, lots, -points, now=now)
    return ledger.debit(db, account, parts, origin)
