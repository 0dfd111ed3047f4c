"""What follows from a failure to send, by its kind."""

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


def of(claim: Claim, error: SendError, *, now: datetime, timezone: ZoneInfo) -> Result:
    """The result of a claim that failed; `timezone` is where a day of quota ends."""
    if isinstance(error, AwayError):
        return Result("queued", error.code, AWAY, due_at=now + AWAY_FOR, counts=False)
    if error.kind == "unknown":
        return Result("unknown", error.code, error.detail[:200] or "unknown")
    if error.kind == QUOTA:
        return Result("queued", error.code, QUOTA, due_at=next_day(now, timezone), counts=False)
    if error.kind == RATE:
        return Result("queued", error.code, RATE, due_at=now + A_MINUTE, counts=False)
    if error.kind == "retry" and claim.attempts <= len(BACKOFF):
        due_at = now + BACKOFF[claim.attempts - 1]
        return Result("queued", error.code, error.kind, due_at=due_at)
    return Result("failed", error.code, error.kind)


def next_day(now: datetime, timezone: ZoneInfo) -> datetime:
    """Half a minute after the next midnight there."""
    local = now.astimezone(timezone)
    midnight = local.replace(hour=0, minute=0, second=30, microsecond=0) + timedelta(days=1)
    return midnight.astimezone(now.tzinfo)
