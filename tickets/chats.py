"""Staff's own chats: bound by a code from the console, to hear of tickets and to answer them."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tickets import audit
from tickets.errors import Missing, NotFound
from tickets.repository import chats as repository
from tickets.repository import staff as accounts
from tickets.repository.rows import Db
from tickets.thread import Seen

CODE_LASTS = timedelta(minutes=10)
NOTICES = ("always", "away", "never")
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code(session: Session, staff_id: int, *, now: datetime) -> str:
    """A code such as 7K3M-9QXP that binds the chat it is sent from, once and for ten minutes."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    repository.put_code(session, staff_id, _hash(signs), now + CODE_LASTS)
    return f"{signs[:4]}-{signs[4:]}"


def bind(session: Session, contact_id: int, code: str, *, now: datetime) -> int:
    """Make the chat the one of whoever asked for the code, or raise `NotFound`."""
    staff_id = repository.take_code(session, _hash(code), now=now)
    if staff_id is None:
        raise NotFound("code", code)
    repository.bind(session, staff_id, contact_id)
    audit.write(session, staff_id, "bind_chat", f"contact:{contact_id}", now=now)
    return staff_id


def unbind(session: Session, staff_id: int, *, now: datetime) -> None:
    """Take the chat away from a colleague."""
    repository.bind(session, staff_id, None)
    audit.write(session, staff_id, "unbind_chat", f"staff:{staff_id}", now=now)


def bound(session: Db, staff_id: int) -> tuple[int, str] | None:
    """Contact and account of a colleague's chat, None without one."""
    return repository.bound(session, staff_id)


def staff_of(session: Db, contact_id: int) -> int | None:
    """Whose chat this is, if it is an active colleague's."""
    return repository.staff_of(session, contact_id)


def notices_of(session: Db, staff_id: int) -> str:
    """When a colleague wants to be told in their chat: always, away, never."""
    return accounts.chat_notices(session, staff_id)


def set_notices(session: Db, staff_id: int, when: str) -> None:
    """Say when a colleague wants to be told."""
    if when not in NOTICES:
        raise Missing("notices")
    accounts.change(session, staff_id, {"chat_notices": when})


def read_until(session: Db, ticket_id: int, contact_id: int) -> Seen:
    """How far a colleague has read a ticket in their own chat: what the last notice showed."""
    key = repository.last_notice(session, ticket_id, contact_id)
    try:
        return Seen.parse(key.rpartition(":")[2]) if key else Seen()
    except ValueError:
        return Seen()


def _hash(code: str) -> str:
    signs = "".join(sign for sign in code.upper() if sign in _SIGNS)
    return hashlib.sha256(signs.encode()).hexdigest()
