"""Who works at the desk: accounts, passwords, presence."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tickets import rows
from tickets.errors import Missing, NotFound, Taken
from tickets.rows import Db, staff
from tickets.values import ROLES

MIN_PASSWORD = 8
SEEN_EVERY = timedelta(seconds=30)
_MENTION = re.compile(r"@([\w.-]{1,64})")


@dataclass(frozen=True, slots=True)
class StaffView:
    """One account; `session_mark` is part of every session and ends them all when it changes."""

    id: int
    name: str
    display_name: str
    role: str
    active: bool
    presence: str
    seen_at: datetime | None
    capacity: int
    session_mark: str

    def may(self, role: str) -> bool:
        """Whether this account has at least the rights of `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)


_VIEW = select(*(staff.c[field.name] for field in fields(StaffView)))


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
            staff_id = rows.add(session, staff, **values)
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
    row = session.execute(_VIEW.where(staff.c.id == staff_id)).one_or_none()
    if row is None:
        raise NotFound("staff", staff_id)
    return StaffView(*row)


def everyone(session: Db) -> list[StaffView]:
    """All accounts, by name."""
    return [StaffView(*row) for row in session.execute(_VIEW.order_by(staff.c.name))]


def names(session: Db, ids: Iterable[int]) -> dict[int, str]:
    """Display names by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(staff.c.id, staff.c.display_name).where(staff.c.id.in_(wanted))
    return {row[0]: row[1] for row in session.execute(query)}


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
    """Change an account. A new password, another role or a lock ends all of its sessions."""
    before = get(session, staff_id)
    if role not in ROLES:
        raise Missing("role")
    values: dict[str, object] = {
        "display_name": display_name.strip() or before.name,
        "role": role,
        "capacity": max(1, capacity),
        "active": active,
    }
    if password:
        values["password_hash"] = hashed(password)
    if password or role != before.role or active != before.active:
        values["session_mark"] = secrets.token_hex(8)
    session.execute(update(staff).where(staff.c.id == staff_id).values(**values))


def verify(session: Db, name: str, password: str) -> StaffView | None:
    """The active account of this name and password; takes as long for an unknown name."""
    query = select(staff.c.id, staff.c.password_hash).where(staff.c.name == name, staff.c.active)
    row = session.execute(query).one_or_none()
    hasher = PasswordHasher()
    if row is None:
        hasher.hash(password)
        return None
    try:
        hasher.verify(row.password_hash, password)
    except (VerificationError, InvalidHashError):
        return None
    return get(session, row.id)


def set_presence(session: Db, staff_id: int, presence: str, *, now: datetime) -> None:
    """Say whether somebody takes work: online, away or offline."""
    if presence not in ("online", "away", "offline"):
        raise Missing("presence")
    session.execute(
        update(staff).where(staff.c.id == staff_id).values(presence=presence, seen_at=now)
    )


def seen(session: Db, staff_id: int, *, now: datetime) -> None:
    """Note that somebody's console is open."""
    stale = (staff.c.seen_at.is_(None)) | (staff.c.seen_at < now - SEEN_EVERY)
    session.execute(update(staff).where(staff.c.id == staff_id, stale).values(seen_at=now))


def got_work(session: Db, staff_id: int, *, now: datetime) -> None:
    """Note when somebody last got a ticket, for the longest-idle rule."""
    session.execute(update(staff).where(staff.c.id == staff_id).values(last_assigned_at=now))


def mentioned(session: Db, text: str) -> list[int]:
    """The ids of the colleagues named with @ in a note, by login or display name."""
    wanted = set(_MENTION.findall(text))
    if not wanted:
        return []
    named = staff.c.name.in_(wanted) | staff.c.display_name.in_(wanted)
    query = select(staff.c.id).where(named, staff.c.active).order_by(staff.c.id)
    return [row[0] for row in session.execute(query)]


def any_exists(session: Db) -> bool:
    """Whether an account was made yet."""
    return bool(session.execute(select(func.count()).select_from(staff)).scalar_one())
