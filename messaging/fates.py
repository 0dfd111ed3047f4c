"""What follows from a failure to send, by its kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from messaging.errors import AwayError, SendError
from messaging.values import Claim, Result

BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300))
A_MINUTE = timedelta(minutes=1)
AWAY_FOR = timedelta(seconds=5)
QUOTA, RATE, AWAY = "quota", "rate", "away"
OF_ACCOUNT = frozenset({QUOTA, RATE, AWAY})
"""Reasons for which the whole account waits until the row is due again."""


@dataclass(frozen=True, slots=True)
class Again:
    """When and why the same call is made again. `counts` is False for what was no attempt."""

    due_at: datetime
    reason: str
    counts: bool


def of(claim: Claim, error: SendError, *, now: datetime, timezone: ZoneInfo) -> Result:
    """The result of a claim that failed; `timezone` is where a day of quota ends."""
    if (later := again(error, claim.attempts, now=now)) is not None:
        return Result("queued", error.code, later.reason, due_at=later.due_at, counts=later.counts)
    if error.kind == "unknown":
        return Result("unknown", error.code, error.detail[:200] or "unknown")
    if error.kind == QUOTA:
        return Result("queued", error.code, QUOTA, due_at=next_day(now, timezone), counts=False)
    return Result("failed", error.code, error.kind)


def again(
    error: SendError,
    attempts: int,
    *,
    now: datetime,
    backoff: Sequence[timedelta] = BACKOFF,
    repeatable: bool = False,
) -> Again | None:
    """When a call that has failed `attempts` times is made again; None for never.

    One that may have had its effect is made again only if it is `repeatable` without harm.
    """
    if isinstance(error, AwayError):
        return Again(now + AWAY_FOR, AWAY, counts=False)
    if error.kind == RATE:
        return Again(now + A_MINUTE, RATE, counts=False)
    may_pass = error.kind == "retry" or (repeatable and error.kind == "unknown")
    if may_pass and attempts <= len(backoff):
        return Again(now + backoff[attempts - 1], error.kind, counts=True)
    return None


def next_day(now: datetime, timezone: ZoneInfo) -> datetime:
    """Half a minute after the next midnight there."""
    local = now.astimezone(timezone)
    midnight = local.replace(hour=0, minute=0, second=30, microsecond=0) + timedelta(days=1)
    return midnight.astimezone(now.tzinfo)
