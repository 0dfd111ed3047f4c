"""Pictures and voices of customers, fetched before their media id dies after three days.

Source of the three days: 临时素材, "媒体文件在微信后台保存时间为 3 天".
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from messaging import models as messages
from store.transactions import Store
from tickets import models, rows
from tickets.errors import NotFound
from tickets.rows import Db

LIFE = timedelta(days=3)
INTAKE = timedelta(hours=1)
FETCHED_KINDS = ("image", "voice", "video", "shortvideo", "file")

Download = Callable[[str, str], tuple[bytes, str]]
"""(account, media id) to (bytes, content type); or `MediaLostError` when it is gone for good."""

_log = logging.getLogger(__name__)
_attachment = rows.table(models.Attachment)
_inbox = rows.table(messages.Inbox)


class MediaLostError(Exception):
    """The platform no longer has the file."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One attachment as the thread shows it; `content` is None until it was fetched."""

    id: int
    contact_id: int
    kind: str
    state: str
    content_type: str | None
    content: bytes | None


def expect(
    session: Db, inbox_id: int, contact_id: int, kind: str, media_id: str, *, now: datetime
) -> None:
    """Note that a file should be fetched."""
    if kind not in FETCHED_KINDS:
        return
    known = select(_attachment.c.id).where(_attachment.c.inbox_id == inbox_id)
    if session.execute(known).first() is None:
        rows.add(
            session,
            _attachment,
            inbox_id=inbox_id,
            contact_id=contact_id,
            media_id=media_id[:160],
            kind=kind,
            state="waiting",
            created_at=now,
        )


def expect_recent(session: Db, contact_id: int, *, now: datetime) -> None:
    """Note the files a customer sent just before their ticket opened."""
    query = select(_inbox.c.id, _inbox.c.kind, _inbox.c.media_id).where(
        _inbox.c.contact_id == contact_id,
        _inbox.c.received_at > now - INTAKE,
        _inbox.c.media_id.is_not(None),
    )
    for inbox_id, kind, media_id in session.execute(query).all():
        expect(session, inbox_id, contact_id, kind, media_id, now=now)


def read(session: Db, attachment_id: int) -> Stored:
    """One attachment with its bytes, or `NotFound`."""
    columns = ("id", "contact_id", "kind", "state", "content_type", "content")
    row = session.execute(
        select(*(_attachment.c[name] for name in columns)).where(_attachment.c.id == attachment_id)
    ).one_or_none()
    if row is None:
        raise NotFound("attachment", attachment_id)
    return Stored(*row)


def fetch_waiting(store: Store, download: Download, *, now: datetime, limit: int = 20) -> int:
    """Fetch what waits, with no transaction open during the download; return how many came.

    A failure that may pass is tried again at the next run, until the media id is dead.
    """
    with store.reading() as session:
        query = (
            select(
                _attachment.c.id, _inbox.c.account, _attachment.c.media_id, _inbox.c.received_at
            )
            .join(_inbox, _inbox.c.id == _attachment.c.inbox_id)
            .where(_attachment.c.state == "waiting")
            .order_by(_attachment.c.attempts, _attachment.c.id)
            .limit(limit)
        )
        due = session.execute(query).all()
    return sum(_fetch(store, download, *row, now=now) for row in due)


def _fetch(
    store: Store,
    download: Download,
    attachment_id: int,
    account: str,
    media_id: str,
    received_at: datetime,
    *,
    now: datetime,
) -> bool:
    values: dict[str, Any]
    try:
        content, content_type = download(account, media_id)
    except MediaLostError:
        values = {"state": "lost"}
    except Exception:  # noqa: BLE001 - whatever a channel raises, the next run tries again
        _log.warning("attachment %s could not be fetched", attachment_id, exc_info=True)
        dead = now - received_at > LIFE
        values = {"state": "lost"} if dead else {"attempts": _attachment.c.attempts + 1}
    else:
        values = {"state": "stored", "content": content, "content_type": content_type[:100]}
    with store.session() as session:
        session.execute(
            update(_attachment).where(_attachment.c.id == attachment_id).values(**values)
        )
    return values.get("state") == "stored"
