"""Queries on the versions of the rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from messaging.reach.models import ReachRules

R = ReachRules
_NEWEST = select(R.version, R.document).order_by(R.version.desc()).limit(1)


def newest(session: Session) -> Any:
    return session.execute(_NEWEST).one_or_none()


def add(session: Session, document: Mapping[str, Any], actor: str, now: datetime) -> int:
    version = (session.scalar(select(func.max(R.version))) or 0) + 1
    row = {"version": version, "document": dict(document), "created_at": now, "created_by": actor}
    session.execute(insert(R).values(**row))
    return version


def versions(session: Session, limit: int) -> list[Any]:
    statement = select(R.version, R.document, R.created_at, R.created_by)
    return list(session.execute(statement.order_by(R.version.desc()).limit(limit)))
