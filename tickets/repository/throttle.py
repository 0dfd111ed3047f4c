"""Slowing down those who guess passwords: counted in the database, for every process alike."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tickets import models
from tickets.errors import Throttled
from tickets.repository import rows
from tickets.repository.rows import Db

NAME_LIMIT = 8
ADDRESS_LIMIT = 40
SPAN = timedelta(minutes=15)

_failure = rows.table(models.LoginFailure)


def check(session: Db, name: str, address: str, *, now: datetime) -> None:
    """Raise `Throttled` while this name or this address has failed too often."""
    for key, limit in _keys(name, address):
        query = select(_failure.c.failures, _failure.c.until).where(_failure.c.key == key)
        row = session.execute(query).one_or_none()
        if row is not None and row.until > now and row.failures >= limit:
            raise Throttled(int((row.until - now).total_seconds()) + 1)


def failed(session: Session, name: str, address: str, *, now: datetime) -> None:
    """Count one failure against the name and the address."""
    for key, _ in _keys(name, address):
        _count(session, key, now)


def succeeded(session: Db, name: str) -> None:
    """Forget a name's failures; an address keeps its own."""
    session.execute(delete(_failure).where(_failure.c.key == f"name:{name[:120]}"))


def prune(session: Db, *, now: datetime) -> None:
    """Forget what no longer counts."""
    session.execute(delete(_failure).where(_failure.c.until < now))


def _keys(name: str, address: str) -> tuple[tuple[str, int], ...]:
    return (f"name:{name[:120]}", NAME_LIMIT), (f"address:{address[:120]}", ADDRESS_LIMIT)


def _count(session: Session, key: str, now: datetime) -> None:
    running = update(_failure).where(_failure.c.key == key, _failure.c.until > now)
    if rows.count(session.execute(running.values(failures=_failure.c.failures + 1))):
        return
    session.execute(delete(_failure).where(_failure.c.key == key))
    try:
        with session.begin_nested():
            rows.put(session, _failure, key=key, failures=1, until=now + SPAN)
    except IntegrityError:
        session.execute(running.values(failures=_failure.c.failures + 1))
