"""How fast each account may send, and whether it may at all: data that staff edit."""

from datetime import datetime

from sqlalchemy.orm import Session

from messaging.errors import LimitError
from messaging.repository import sending as repository
from messaging.values import AccountLimits

MOST = 100_000
BY_HAND = "by hand"


def limits(session: Session) -> dict[str, AccountLimits]:
    """What is set, by account; an account that is not named sends as fast as it goes."""
    return repository.limits(session)


def set_limits(
    session: Session, account: str, *, per_second: int | None = None, per_minute: int | None = None
) -> None:
    """Limit an account to messages per second and per minute, None for no limit.

    Raise `LimitError` naming the field that is not between 1 and `MOST`.
    """
    for field, value in (("per_second", per_second), ("per_minute", per_minute)):
        if value is not None and not 1 <= value <= MOST:
            raise LimitError(field, value)
    repository.write(session, account, per_second=per_second, per_minute=per_minute)


def pause(session: Session, account: str, *, until: datetime, reason: str = BY_HAND) -> None:
    """Let nothing of an account go before `until`."""
    repository.pause(session, account, until, reason)


def resume(session: Session, account: str) -> None:
    """End an account's pause."""
    repository.write(session, account, paused_until=None, reason=None)
