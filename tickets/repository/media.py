"""Queries on customers' files."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from messaging import models as messages
from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db

_attachment = rows.table(models.Attachment)
_inbox = rows.table(messages.Inbox)


def is_expected(session: Db, inbox_id: int) -> bool:
    """Whether the file of a message is known already."""
    query = select(_attachment.c.id).where(_attachment.c.inbox_id == inbox_id)
    return session.execute(query).first() is not None


def add(session: Db, values: dict[str, Any]) -> int:
    """Note a file to fetch."""
    return rows.add(session, _attachment, state="waiting", **values)


def sent_since(session: Db, contact_id: int, since: datetime) -> list[Any]:
    """Inbox id, kind and media id of what a contact sent since an instant."""
    query = select(_inbox.c.id, _inbox.c.kind, _inbox.c.media_id).where(
        _inbox.c.contact_id == contact_id,
        _inbox.c.received_at > since,
        _inbox.c.media_id.is_not(None),
    )
    return [*session.execute(query).all()]


def read(session: Db, attachment_id: int) -> Any:
    """One file with its bytes, or None."""
    columns = ("id", "contact_id", "kind", "state", "content_type", "content")
    query = select(*(_attachment.c[name] for name in columns))
    return session.execute(query.where(_attachment.c.id == attachment_id)).one_or_none()


def waiting(session: Db, limit: int) -> list[Any]:
    """Id, account, media id, arrival and attempts of files to fetch, those least tried first."""
    columns = ("id", "media_id", "attempts")
    query = (
        select(*(_attachment.c[name] for name in columns), _inbox.c.account, _inbox.c.received_at)
        .join(_inbox, _inbox.c.id == _attachment.c.inbox_id)
        .where(_attachment.c.state == "waiting")
        .order_by(_attachment.c.attempts, _attachment.c.id)
        .limit(limit)
    )
    return [*session.execute(query).all()]


def settle(session: Db, attachment_id: int, values: dict[str, Any]) -> None:
    """Write what became of a file; every settling counts as one attempt."""
    tried = {"attempts": _attachment.c.attempts + 1}
    session.execute(
        update(_attachment).where(_attachment.c.id == attachment_id).values(**tried, **values)
    )
