"""Queries on the chats that staff use themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update

from messaging import models as messages
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, staff, team_staff
from tickets.repository.tickets import contact

_code = rows.table(models.ChatCode)
_outbox = rows.table(messages.Outbox)
NOTICE = "desk:notice"


@dataclass(frozen=True, slots=True)
class Chat:
    """A colleague who may be told something in their own chat."""

    staff_id: int
    contact_id: int
    account: str


def wanting(
    session: Db,
    *,
    seen_before: datetime,
    staff_ids: Collection[int] | None = None,
    team_id: int | None = None,
    roles: Collection[str] = (),
) -> list[Chat]:
    """The chats of those who want to be told now: whose console was not seen lately, or always."""
    absent = or_(staff.c.seen_at.is_(None), staff.c.seen_at < seen_before)
    away = and_(staff.c.chat_notices == "away", or_(absent, staff.c.presence != "online"))
    query = (
        select(staff.c.id, contact.c.id, contact.c.account)
        .join(contact, contact.c.id == staff.c.contact_id)
        .where(staff.c.active, contact.c.subscribed, contact.c.blocked.is_(False))
        .where(or_(staff.c.chat_notices == "always", away))
        .order_by(staff.c.id)
    )
    if staff_ids is not None:
        query = query.where(staff.c.id.in_(staff_ids))
    if roles:
        query = query.where(staff.c.role.in_(roles))
    if team_id is not None:
        mine = and_(team_staff.c.staff_id == staff.c.id, team_staff.c.team_id == team_id)
        query = query.join(team_staff, mine)
    return [Chat(*row) for row in session.execute(query)]


def staff_of(session: Db, contact_id: int) -> int | None:
    """Whose chat this is, if it is an active colleague's."""
    query = select(staff.c.id).where(staff.c.contact_id == contact_id, staff.c.active)
    found = session.execute(query).scalar_one_or_none()
    return None if found is None else int(found)


def bind(session: Db, staff_id: int, contact_id: int | None) -> None:
    """Make a chat this colleague's and nobody else's; None unbinds."""
    if contact_id is not None:
        other = staff.c.contact_id == contact_id
        session.execute(update(staff).where(other).values(contact_id=None))
    session.execute(update(staff).where(staff.c.id == staff_id).values(contact_id=contact_id))


def bound(session: Db, staff_id: int) -> tuple[int, str] | None:
    """Contact and account of a colleague's chat."""
    query = (
        select(contact.c.id, contact.c.account)
        .join(staff, staff.c.contact_id == contact.c.id)
        .where(staff.c.id == staff_id)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def put_code(session: Db, staff_id: int, code_hash: str, until: datetime) -> None:
    """Keep a colleague's code in place of an earlier one."""
    session.execute(delete(_code).where(_code.c.staff_id == staff_id))
    rows.put(session, _code, staff_id=staff_id, code_hash=code_hash, until=until)


def take_code(session: Db, code_hash: str, *, now: datetime) -> int | None:
    """Use a code up and say whose it was."""
    same = (_code.c.code_hash == code_hash, _code.c.until > now)
    query = (
        select(_code.c.staff_id).join(staff, staff.c.id == _code.c.staff_id).where(staff.c.active)
    )
    found = session.execute(query.where(*same)).scalar_one_or_none()
    if found is None:
        return None
    used = session.execute(delete(_code).where(*same))
    return int(found) if rows.count(used) == 1 else None


def last_notice(session: Db, ticket_id: int, contact_id: int) -> str | None:
    """The key of the newest notice about a ticket that reached this chat."""
    query = (
        select(_outbox.c.dedupe_key)
        .where(
            _outbox.c.ticket_id == ticket_id,
            _outbox.c.contact_id == contact_id,
            _outbox.c.author == NOTICE,
            _outbox.c.state == "accepted",
        )
        .order_by(_outbox.c.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()
