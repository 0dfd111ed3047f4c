"""The robots that may write into groups. Their keys are secrets, kept sealed."""

import re
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from announcements.repository import robots as repository
from announcements.values import Robot
from membership.errors import FieldError, NotFoundError

MOST_NAME = 40
_KEY = re.compile(r"(?:https?://\S+[?&]key=)?([0-9A-Za-z-]{8,64})")


def add(
    session: Session, name: str, key: str, *, seal: Callable[[str], str], is_test: bool = False
) -> int:
    """Add a robot by its key or its whole webhook address; `FieldError` names what is wrong."""
    name = name.strip()
    if not name or len(name) > MOST_NAME:
        raise FieldError("name", "too_long" if name else "missing", MOST_NAME)
    found = _KEY.fullmatch(key.strip())
    if found is None:
        raise FieldError("key", "malformed" if key.strip() else "missing")
    values = {"name": name, "key_sealed": seal(found.group(1)), "is_test": is_test}
    robot_id = repository.add(session, values)
    if robot_id is None:
        raise FieldError("name", "taken", name)
    return robot_id


def every(session: Session, *, archived: bool = False) -> list[Robot]:
    """The robots by name, without their keys."""
    return [
        Robot(row.id, row.name, row.is_test, row.archived_at is not None)
        for row in repository.rows(session, archived=archived)
    ]


def key(session: Session, robot_id: int, *, unseal: Callable[[str], str]) -> str:
    """The key of a robot in use; `NotFoundError` for no such."""
    sealed = repository.sealed_key(session, robot_id)
    if sealed is None:
        raise NotFoundError("robot", robot_id)
    return unseal(sealed)


def archive(session: Session, robot_id: int, *, now: datetime) -> bool:
    """Stop using a robot; False when it was not in use."""
    return repository.archive(session, robot_id, now)
