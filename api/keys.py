"""Bearer keys: made, found, revoked."""

import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from api import repository

PREFIX = "ck_"
LONGEST_NAME = 60
"""The ledger keeps whoever wrote to it as `api:NAME`, in 64 letters."""


def make(session: Session, name: str, *, now: datetime) -> str:
    """Make a key for another system and return it; it cannot be shown again."""
    key = PREFIX + secrets.token_urlsafe(32)
    repository.insert(session, name, _digest(key), now)
    return key


def name_of(session: Session, key: str) -> str | None:
    """Whose key this is; None for one that was never made, or was revoked."""
    return repository.name_of(session, _digest(key))


def revoke(session: Session, name: str, *, now: datetime) -> int:
    """Refuse all keys of this name from now on; return how many there were."""
    return repository.revoke(session, name, now)


def _digest(key: str) -> str:
    """A fast digest will do: the key has 256 random bits."""
    return sha256(key.encode()).hexdigest()
