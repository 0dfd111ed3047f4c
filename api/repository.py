"""The only queries of the API's own table."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.models import ApiKey
from store.statements import changed


def insert(session: Session, name: str, digest: str, now: datetime) -> None:
    session.add(ApiKey(name=name, digest=digest, created_at=now))
    session.flush()


def name_of(session: Session, digest: str) -> str | None:
    live = select(ApiKey.name).where(ApiKey.digest == digest, ApiKey.revoked_at.is_(None))
    return session.scalar(live)


def revoke(session: Session, name: str, now: datetime) -> int:
    live = update(ApiKey).where(ApiKey.name == name, ApiKey.revoked_at.is_(None))
    return changed(session, live.values(revoked_at=now))
