"""Queries on contacts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy import update as update_of
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from messaging import models
from messaging.values import Contact
from store.fixed import Fixed
from store.statements import changed, insert_many_once, table

C = models.Contact
IDS_PER_QUERY = 900
NAMES = tuple(Contact.__dataclass_fields__)
SELECT = select(*(getattr(C, name) for name in NAMES))
_contact = table(C)
_BY_ID = Fixed(
    select(*(_contact.c[name] for name in NAMES)).where(_contact.c.id == bindparam("contact"))
)


def by_id(session: Session, contact_id: int) -> Contact | None:
    row = _BY_ID.first(session, contact=contact_id)
    return None if row is None else Contact(*row)


def by_identity(session: Session, account: str, external_id: str) -> Contact | None:
    statement = SELECT.where(C.account == account, C.external_id == external_id)
    row = session.execute(statement).one_or_none()
    return None if row is None else Contact(*row)


def insert(session: Session, account: str, external_id: str, now: datetime) -> Contact:
    try:
        with session.begin_nested():
            row = C(account=account, external_id=external_id, created_at=now, subscribed=False)
            session.add(row)
            session.flush()
    except IntegrityError:
        pass
    found = by_identity(session, account, external_id)
    if found is None:
        raise LookupError(f"no contact {account} {external_id}")
    return found


def of_member(session: Session, member_id: int) -> list[Contact]:
    rows = session.execute(SELECT.where(C.member_id == member_id).order_by(C.id))
    return [Contact(*row) for row in rows]


def update(session: Session, contact_id: int, **values: Any) -> None:
    session.execute(update_of(C).where(C.id == contact_id).values(**values))


def follow(session: Session, contact_id: int, scene: str | None, now: datetime) -> None:
    update(
        session,
        contact_id,
        subscribed=True,
        followed_at=now,
        unfollowed_at=None,
        scene=func.coalesce(C.scene, scene),
    )


def came_back(session: Session, account: str, external_ids: Sequence[str]) -> None:
    for start in range(0, len(external_ids), IDS_PER_QUERY):
        part = external_ids[start : start + IDS_PER_QUERY]
        gone = update_of(C).where(
            C.account == account, C.external_id.in_(part), C.subscribed.is_(False)
        )
        session.execute(gone.values(subscribed=True, unfollowed_at=None))


def external_ids(session: Session, contact_ids: Sequence[int]) -> list[str]:
    found: list[str] = []
    for start in range(0, len(contact_ids), IDS_PER_QUERY):
        part = contact_ids[start : start + IDS_PER_QUERY]
        found += session.scalars(select(C.external_id).where(C.id.in_(part)).order_by(C.id))
    return found


def add_followers(
    session: Session, account: str, external_ids: Sequence[str], now: datetime
) -> int:
    """Insert those who are not known yet; return how many."""
    mine = (C.account == account, C.external_id.in_(external_ids))
    known = set(session.scalars(select(C.external_id).where(*mine)))
    new = [one for one in dict.fromkeys(external_ids) if one not in known]
    rows = [{"account": account, "external_id": one, "created_at": now} for one in new]
    insert_many_once(session, C, rows)
    return len(new)


def follow_again(session: Session, account: str, external_ids: Sequence[str], at: datetime) -> int:
    """They follow, all but those who have left since `at`; return for how many that is news."""
    gone = update_of(C).where(
        C.account == account,
        C.external_id.in_(external_ids),
        C.subscribed.is_(False),
        or_(C.unfollowed_at.is_(None), C.unfollowed_at < at),
    )
    return changed(session, gone.values(subscribed=True, unfollowed_at=None))
