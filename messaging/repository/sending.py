"""Queries on how accounts may send."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from messaging.models import OutboxAccount
from messaging.values import AccountLimits
from store.statements import insert_once

A = OutboxAccount
SELECT = select(*(getattr(A, name) for name in AccountLimits.__dataclass_fields__))


def limits(session: Session) -> dict[str, AccountLimits]:
    return {row.account: AccountLimits(*row) for row in session.execute(SELECT)}


def write(session: Session, account: str, **values: Any) -> None:
    insert_once(session, A, {"account": account})
    session.execute(update(A).where(A.account == account).values(**values))


def pause(session: Session, account: str, until: datetime, reason: str) -> None:
    """Pause it, unless it is paused for longer."""
    insert_once(session, A, {"account": account})
    longer = A.paused_until.is_(None) | (A.paused_until < until)
    session.execute(
        update(A).where(A.account == account, longer).values(paused_until=until, reason=reason)
    )
