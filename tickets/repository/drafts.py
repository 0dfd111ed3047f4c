"""What staff have begun to write, kept on the server, and who looks at what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db, staff

VIEW_LASTS = timedelta(seconds=45)

_draft = rows.table(models.Draft)
_viewer = rows.table(models.Viewer)


@dataclass(frozen=True, slots=True)
class DraftView:
    text: str
    version: int


@dataclass(frozen=True, slots=True)
class ViewerView:
    """A colleague who has the ticket open now."""

    staff_id: int
    name: str
    writing: bool


def read(session: Db, ticket_id: int, staff_id: int) -> DraftView:
    """The draft; empty with version 0 when there is none."""
    query = select(_draft.c.text, _draft.c.version).where(*_mine(ticket_id, staff_id))
    row = session.execute(query).one_or_none()
    return DraftView("", 0) if row is None else DraftView(*row)


def save(
    session: Session, ticket_id: int, staff_id: int, text: str, version: int, *, now: datetime
) -> DraftView:
    """Save over `version`; an older version than the stored one changes nothing and gets it back.

    Two tabs of one person therefore never overwrite each other silently.
    """
    mine = _mine(ticket_id, staff_id)
    newer = {"text": text, "version": version + 1, "saved_at": now}
    changed = session.execute(
        update(_draft).where(*mine, _draft.c.version == version).values(**newer)
    )
    if not rows.count(changed) and version == 0:
        try:
            with session.begin_nested():
                rows.put(session, _draft, ticket_id=ticket_id, staff_id=staff_id, **newer)
        except IntegrityError:
            pass
    return read(session, ticket_id, staff_id)


def drop(session: Db, ticket_id: int, staff_id: int) -> None:
    """Forget a draft, because it was sent or thrown away."""
    session.execute(delete(_draft).where(*_mine(ticket_id, staff_id)))


def look(
    session: Session, ticket_id: int, staff_id: int, *, writing: bool, now: datetime
) -> list[ViewerView]:
    """Note that somebody has the ticket open, and say who else has."""
    mine = (_viewer.c.ticket_id == ticket_id, _viewer.c.staff_id == staff_id)
    values = {"writing": writing, "seen_at": now}
    if not rows.count(session.execute(update(_viewer).where(*mine).values(**values))):
        try:
            with session.begin_nested():
                rows.put(session, _viewer, ticket_id=ticket_id, staff_id=staff_id, **values)
        except IntegrityError:
            pass
    return [other for other in viewers(session, ticket_id, now=now) if other.staff_id != staff_id]


def viewers(session: Db, ticket_id: int, *, now: datetime) -> list[ViewerView]:
    """Who has the ticket open."""
    query = (
        select(staff.c.id, staff.c.display_name, _viewer.c.writing)
        .join(staff, staff.c.id == _viewer.c.staff_id)
        .where(_viewer.c.ticket_id == ticket_id, _viewer.c.seen_at > now - VIEW_LASTS)
        .order_by(staff.c.id)
    )
    return [ViewerView(*row) for row in session.execute(query)]


def _mine(ticket_id: int, staff_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _draft.c.ticket_id == ticket_id, _draft.c.staff_id == staff_id
