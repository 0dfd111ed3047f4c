"""Who customers are: their records, their names, what was sent to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from membership import models as membership
from membership.points import reading as points
from messaging import models as messages
from tickets.errors import NotFound
from tickets.repository import rows
from tickets.repository.rows import Db
from tickets.values import Standing

_member = rows.table(membership.Member)
_level = rows.table(membership.Level)
_figures = rows.table(membership.MemberFigures)
_contact = rows.table(messages.Contact)
_outbox = rows.table(messages.Outbox)


@dataclass(frozen=True, slots=True)
class Person:
    """A member's record as staff see it: the phone only as its hint."""

    id: int
    name: str
    phone_hint: str | None
    has_phone: bool
    gender: str | None
    birthday: str
    level: str | None
    level_rank: int
    growth: int
    tags: tuple[str, ...]
    joined_at: datetime
    preferences: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Push:
    """A message of a campaign, survey or notice, and what became of it."""

    at: datetime
    author: str
    text: str
    state: str
    reason: str = ""


def standing(session: Db, member_id: int | None, *, now: datetime) -> Standing | None:
    """What a new ticket's priority weighs; None for somebody who is no member."""
    if member_id is None:
        return None
    query = (
        select(_level.c.name, _level.c.rank, _figures.c.stage)
        .select_from(
            _member.outerjoin(_level, _level.c.id == _member.c.level_id).outerjoin(
                _figures, _figures.c.member_id == _member.c.id
            )
        )
        .where(_member.c.id == member_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    held = points.summary(session, member_id, now=now)
    return Standing(row.name, row.rank or 0, held.balance, row.stage)


def person(session: Db, member_id: int) -> Person:
    """A member's record, or `NotFound`."""
    query = (
        select(_member, _level.c.name.label("level"), _level.c.rank.label("level_rank"))
        .outerjoin(_level, _level.c.id == _member.c.level_id)
        .where(_member.c.id == member_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("member", member_id)
    return Person(
        id=row.id,
        name=row.name or "",
        phone_hint=row.phone_hint,
        has_phone=row.phone_sealed is not None,
        gender=row.gender,
        birthday=_birthday(row),
        level=row.level,
        level_rank=row.level_rank or 0,
        growth=row.growth,
        tags=tuple(row.tags or ()),
        joined_at=row.joined_at,
        preferences=row.preferences or {},
    )


def sealed_phone(session: Db, member_id: int) -> str | None:
    """The sealed phone, for an audited reveal."""
    query = select(_member.c.phone_sealed).where(_member.c.id == member_id)
    found = session.execute(query).scalar_one_or_none()
    return None if found is None else str(found)


def names(session: Db, contact_ids: Collection[int]) -> dict[int, str]:
    """What to call contacts."""
    if not contact_ids:
        return {}
    query = (
        select(_contact.c.id, _contact.c.external_id, _member.c.name)
        .outerjoin(_member, _member.c.id == _contact.c.member_id)
        .where(_contact.c.id.in_(set(contact_ids)))
    )
    return {row.id: called(row.name, row.external_id) for row in session.execute(query)}


def called(name: str | None, external_id: str) -> str:
    """What to call a contact: the member's name, else what WeChat leaves us of them."""
    return name or f"微信顾客 {external_id[-4:]}"


def members_of(session: Db, contact_ids: Collection[int]) -> dict[int, int]:
    """The members behind contacts, where they are known."""
    if not contact_ids:
        return {}
    query = select(_contact.c.id, _contact.c.member_id).where(_contact.c.id.in_(set(contact_ids)))
    known = query.where(_contact.c.member_id.is_not(None))
    return {row.id: row.member_id for row in session.execute(known)}


def member_names(session: Db, member_ids: Collection[int]) -> dict[int, str]:
    """What to call members; those without a name by their number."""
    if not member_ids:
        return {}
    query = select(_member.c.id, _member.c.name).where(_member.c.id.in_(set(member_ids)))
    return {row.id: row.name or f"会员 {row.id}" for row in session.execute(query)}


def of_platform(
    session: Db, accounts: Collection[str], external_ids: Collection[str]
) -> dict[str, int]:
    """The contacts behind a platform's ids, where they are known to one of these accounts."""
    if not accounts or not external_ids:
        return {}
    query = select(_contact.c.external_id, _contact.c.id).where(
        _contact.c.account.in_(set(accounts)), _contact.c.external_id.in_(set(external_ids))
    )
    return {row.external_id: row.id for row in session.execute(query)}


def _birthday(row: Any) -> str:
    if row.birthday_month is None:
        return ""
    calendar = "农历 " if row.birthday_calendar == "lunar" else ""
    return f"{calendar}{row.birthday_month} 月 {row.birthday_day} 日"


def pushes(session: Db, contact_id: int, *, most: int) -> tuple[Push, ...]:
    """The latest messages to a contact that answered nothing."""
    query = (
        select(
            _outbox.c.created_at,
            _outbox.c.author,
            _outbox.c.payload,
            _outbox.c.state,
            _outbox.c.reason,
        )
        .where(_outbox.c.contact_id == contact_id, _outbox.c.category != "service")
        .order_by(_outbox.c.id.desc())
        .limit(most)
    )
    return tuple(
        Push(at, author, payload.get("text") or payload.get("head") or "", state, reason or "")
        for at, author, payload, state, reason in session.execute(query)
    )
