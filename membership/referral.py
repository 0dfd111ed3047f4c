"""Recommending the shop (推荐有礼): first code wins, and only a real first order is rewarded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from membership import points, referral_rules
from membership import referral_repository as repository
from membership.business_time import CHINA, day_of, months_later, start_of
from membership.codes import CodeMaker, normalised, referral_code
from membership.errors import NotFoundError
from membership.referral_rules import ReferralRules
from membership.reward_errors import ReferralRefusedError, ReferralStateError
from store.statements import Db

SOURCE = "referral"


@dataclass(frozen=True, slots=True)
class ReferralStatus:
    """What a member's recommendations came to; `left_this_month` rewards need no review."""

    code: str
    brought: int
    rewarded: int
    points: int
    left_this_month: int
    rules: ReferralRules


@dataclass(frozen=True, slots=True)
class ReferralCase:
    """A recommendation. `state`: bound, pending, rewarded, rejected, clawed_back, void."""

    id: int
    referrer_id: int
    referred_id: int
    state: str
    reason: str | None
    bound_at: datetime
    order_ref: str | None
    paid_at: datetime | None


def code_of(db: Db, member_id: int, *, now: datetime, new_code: CodeMaker = referral_code) -> str:
    """The member's own code, made when first asked for."""
    while (code := repository.code_of(db, member_id)) is None:
        repository.add_code(db, member_id, new_code(), now)
    return code


def bind(db: Db, member_id: int, code: str, *, now: datetime) -> ReferralCase:
    """Note that a new member came by somebody's code.

    Raises `ReferralRefusedError`: unknown_code, self, same_phone, same_unionid, already_customer,
    already_bound (the first code wins).
    """
    code = normalised(code)
    referrer = repository.owner_of(db, code)
    if referrer is None:
        raise ReferralRefusedError(code, "unknown_code")
    if (reason := _objection(db, referrer, member_id)) is not None:
        raise ReferralRefusedError(code, reason)
    row = {
        "referrer_id": referrer,
        "referred_id": member_id,
        "code": code,
        "state": "bound",
        "bound_at": now,
    }
    if not repository.add(db, row):
        raise ReferralRefusedError(code, "already_bound")
    return _case(repository.of_referred(db, member_id))


def status(db: Db, member_id: int, *, now: datetime, timezone: ZoneInfo = CHINA) -> ReferralStatus:
    """A member's code and what it has brought so far."""
    rules, _ = referral_rules.in_force(db, now=now)
    brought, rewarded, earned = repository.totals(db, member_id)
    used = repository.rewarded_between(db, member_id, *_month(now, timezone))
    left = max(rules.monthly_cap - used, 0)
    return ReferralStatus(code_of(db, member_id, now=now), brought, rewarded, earned, left, rules)


def of_referred(db: Db, member_id: int) -> ReferralCase | None:
    """By whose recommendation a member came, if by anybody's."""
    row = repository.of_referred(db, member_id)
    return None if row is None else _case(row)


def pending(db: Db, *, limit: int = 100) -> list[ReferralCase]:
    """What waits for a decision, the oldest first."""
    return [_case(row) for row in repository.waiting(db, limit)]


def order_paid(
    db: Db,
    member_id: int,
    *,
    order_ref: str,
    paid_at: datetime,
    net: int,
    now: datetime,
    timezone: ZoneInfo = CHINA,
) -> None:
    """Reward a recommendation when its member's first paid order is there."""
    row = repository.of_referred(db, member_id)
    if row is None or row.state != "bound":
        return
    rules, rule_id = referral_rules.in_force(db, now=now)
    if not rules.enabled or net < rules.minimum:
        return
    found = {"order_ref": order_ref, "paid_at": paid_at, "rule_id": rule_id}
    found |= {
        "referrer_points": rules.referrer_points,
        "referred_points": rules.referred_points,
        "refund_until": paid_at + timedelta(days=rules.refund_days),
    }
    if paid_at < row.bound_at:
        reason: str | None = "already_customer"
    else:
        reason = _objection(db, row.referrer_id, member_id, ordered=False)
    if reason is not None:
        repository.move(db, row.id, ("bound",), to="void", reason=reason, **found)
        return
    repository.lock_owner(db, row.referrer_id)
    reason = _needs_review(db, row.referrer_id, rules, now, timezone)
    if reason is not None:
        repository.move(db, row.id, ("bound",), to="pending", reason=reason, **found)
    elif repository.move(db, row.id, ("bound",), to="rewarded", rewarded_at=now, **found):
        _reward(db, row.id, now, timezone)


def order_reduced(db: Db, *, order_ref: str, net: int, now: datetime) -> None:
    """Take a reward back when inside the window its order is cancelled, or refunded until too
    little is left for one: `net` fen.

    It is found by its order, for the member may have been merged into another since.
    """
    for row in repository.of_order(db, order_ref):
        if net and net >= referral_rules.version(db, row.rule_id).minimum:
            continue
        if repository.move(db, row.id, ("pending",), to="void", reason="refunded"):
            continue
        if row.refund_until is None or now > row.refund_until:
            continue
        if repository.move(db, row.id, ("rewarded",), to="clawed_back", reason="refunded"):
            _take_back(db, row, now)


def approve(
    db: Db, referral_id: int, *, staff: str, now: datetime, timezone: ZoneInfo = CHINA
) -> ReferralCase:
    """Reward one that waited; raise `ReferralStateError` when it no longer waits."""
    _decide(db, referral_id, "rewarded", decided_by=staff, rewarded_at=now, reason=None)
    _reward(db, referral_id, now, timezone)
    return _case(repository.by_id(db, referral_id))


def reject(db: Db, referral_id: int, *, staff: str, reason: str) -> ReferralCase:
    """Refuse one that waited; raise `ReferralStateError` when it no longer waits."""
    _decide(db, referral_id, "rejected", decided_by=staff, reason=reason[:64])
    return _case(repository.by_id(db, referral_id))


def _objection(db: Db, referrer: int, member_id: int, *, ordered: bool = True) -> str | None:
    if referrer == member_id or repository.is_merged(db, referrer, member_id):
        return "self"
    if repository.same_phone(db, referrer, member_id):
        return "same_phone"
    if repository.same_unionid(db, referrer, member_id):
        return "same_unionid"
    if repository.brought(db, member_id, referrer):
        return "already_customer"
    if ordered and repository.has_ordered(db, member_id):
        return "already_customer"
    return None


def _needs_review(
    db: Db, referrer: int, rules: ReferralRules, now: datetime, timezone: ZoneInfo
) -> str | None:
    if rules.review:
        return "review"
    used = repository.rewarded_between(db, referrer, *_month(now, timezone))
    return "monthly_cap" if used >= rules.monthly_cap else None


def _reward(db: Db, referral_id: int, now: datetime, timezone: ZoneInfo) -> None:
    row = repository.by_id(db, referral_id)
    assert row is not None
    why = {"referral": referral_id, "rule": row.rule_id}
    entries = [
        points.earn(
            db,
            member,
            amount,
            source=SOURCE,
            key=f"{referral_id}:{role}",
            now=now,
            rule={**why, "role": role},
            timezone=timezone,
        ).id
        if amount
        else None
        for role, member, amount in (
            ("referrer", row.referrer_id, row.referrer_points),
            ("referred", row.referred_id, row.referred_points),
        )
    ]
    repository.keep_entries(db, referral_id, *entries)


def _take_back(db: Db, row: Any, now: datetime) -> None:
    for role, entry, amount in (
        ("referrer", row.referrer_entry_id, row.referrer_points),
        ("referred", row.referred_entry_id, row.referred_points),
    ):
        if entry is not None:
            points.claw_back(
                db,
                entry,
                amount,
                source=SOURCE,
                key=f"{row.id}:{role}:back",
                now=now,
                rule={"referral": row.id, "because": "refunded"},
            )


def _decide(db: Db, referral_id: int, to: str, **values: Any) -> None:
    row = repository.by_id(db, referral_id)
    if row is None:
        raise NotFoundError("referral", referral_id)
    if not repository.move(db, referral_id, ("pending",), to=to, **values):
        raise ReferralStateError(referral_id, row.state)


def _month(now: datetime, timezone: ZoneInfo) -> tuple[datetime, datetime]:
    first = day_of(now, timezone).replace(day=1)
    return start_of(first, timezone), start_of(months_later(first, 1), timezone)


def _case(row: Any) -> ReferralCase:
    return ReferralCase(
        row.id,
        row.referrer_id,
        row.referred_id,
        row.state,
        row.reason,
        row.bound_at,
        row.order_ref,
        row.paid_at,
    )
