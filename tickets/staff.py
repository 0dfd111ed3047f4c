"""Who works at the desk: accounts, passwords, presence."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tickets.errors import Missing, NotFound, Taken
from tickets.repository import staff as repository
from tickets.repository.rows import Db
from tickets.values import ROLES, StaffView

MIN_PASSWORD = 8
SEEN_EVERY = timedelta(seconds=30)
_LETTER = re.compile(r"[A-Za-z0-9_]")


def add(
    session: Session,
    name: str,
    *,
    role: str,
    password: str,
    display_name: str = "",
    hasher: PasswordHasher | None = None,
    now: datetime,
) -> StaffView:
    """Make an account. Raise `Missing` for a bad name, role or password, `Taken` for a name."""
    if not re.fullmatch(r"[\w.-]{1,64}", name):
        raise Missing("name")
    if role not in ROLES:
        raise Missing("role")
    values = {
        "name": name,
        "display_name": display_name.strip() or name,
        "role": role,
        "password_hash": hashed(password, hasher),
        "session_mark": secrets.token_hex(8),
        "active": True,
        "created_at": now,
    }
    try:
        with session.begin_nested():
            staff_id = repository.add(session, values)
    except IntegrityError:
        raise Taken(name) from None
    return get(session, staff_id)


def hashed(password: str, hasher: PasswordHasher | None = None) -> str:
    """The argon2 hash of a password; `Missing` when it is too short."""
    if len(password) < MIN_PASSWORD:
        raise Missing("password")
    return (hasher or PasswordHasher()).hash(password)


def get(session: Db, staff_id: int) -> StaffView:
    """The account, or `NotFound`."""
    found = repository.by_id(session, staff_id)
    if found is None:
        raise NotFound("staff", staff_id)
    return found


def everyone(session: Db) -> list[StaffView]:
    """All accounts, by name."""
    return repository.everyone(session)


def actors(session: Db) -> dict[str, str]:
    """Display names of all accounts by how histories name them, such as "staff:3"."""
    return {f"staff:{one.id}": one.display_name for one in everyone(session)}


def names(session: Db, ids: Iterable[int]) -> dict[int, str]:
    """Display names by id."""
    wanted = set(ids)
    return repository.names(session, wanted) if wanted else {}


def change(
    session: Session,
    staff_id: int,
    *,
    display_name: str,
    role: str,
    capacity: int,
    active: bool,
    password: str = "",
) -> None:
    """Change an account; with capacity 0 it is given no ticket by itself. A new password, another
    role or a lock ends all of its sessions."""
    before = get(session, staff_id)
    if role not in ROLES:
        raise Missing("role")
    values: dict[str, object] = {
        "display_name": display_name.strip() or before.name,
        "role": role,
        "capacity": max(0, capacity),
        "active": active,
    }
    if password:
        values["password_hash"] = hashed(password)
    if password or role != before.role or active != before.active:
        values["session_mark"] = secrets.token_hex(8)
    repository.change(session, staff_id, values)


def set_password(session: Session, staff_id: int, password: str) -> StaffView:
    """Another password; all sessions of the account end."""
    values = {"password_hash": hashed(password), "session_mark": secrets.token_hex(8)}
    repository.change(session, staff_id, values)
    return get(session, staff_id)


def verify(session: Db, name: str, password: str) -> StaffView | None:
    """The active account of this name and password; takes as long for an unknown name."""
    found = repository.secret_of(session, name)
    hasher = PasswordHasher()
    if found is None:
        hasher.hash(password)
        return None
    try:
        hasher.verify(found[1], password)
    except (VerificationError, InvalidHashError):
        return None
    return get(session, found[0])


def set_presence(session: Db, staff_id: int, presence: str, *, now: datetime) -> None:
    """Say whether somebody takes work: online, away or offline."""
    if presence not in ("online", "away", "offline"):
        raise Missing("presence")
    repository.change(session, staff_id, {"presence": presence, "seen_at": now})


def seen(session: Db, staff_id: int, *, now: datetime) -> None:
    """Note that somebody's console is open."""
    repository.seen(session, staff_id, before=now - SEEN_EVERY, now=now)


def got_work(session: Db, staff_id: int, *, now: datetime) -> None:
    """Note when somebody last got a ticket, for the longest-idle rule."""
    repository.change(session, staff_id, {"last_assigned_at": now})


def mentioned(session: Db, text: str) -> list[int]:
    """The ids of the colleagues named with @ in a note, by login or display name.

    Chinese leaves no space after a name: of several that begin there, the longest is meant.
    """
    if "@" not in text:
        return []
    called: set[int] = set()
    known = [
        (name, one.id)
        for one in everyone(session)
        if one.active
        for name in {one.name, one.display_name}
    ]
    for after in text.split("@")[1:]:
        begun = [(name, staff_id) for name, staff_id in known if _begins(after, name)]
        longest = max((len(name) for name, _ in begun), default=0)
        called |= {staff_id for name, staff_id in begun if len(name) == longest}
    return sorted(called)


def _begins(text: str, name: str) -> bool:
    """Whether a name stands there whole: "amy" is not named by "amyx"."""
    rest = text[len(name) :]
    goes_on = name[-1:].isascii() and _LETTER.match(rest) is not None
    return text.startswith(name) and not goes_on


def any_exists(session: Db) -> bool:
    """Whether an account was made yet."""
    return repository.count(session) > 0
