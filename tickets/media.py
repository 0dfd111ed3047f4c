"""Pictures and voices of customers, fetched before their media id dies after three days.

Source of the three days: 临时素材, "媒体文件在微信后台保存时间为 3 天".
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from store.transactions import Store
from tickets.errors import NotFound
from tickets.repository import media as repository
from tickets.repository.rows import Db

LIFE = timedelta(days=3)
INTAKE = timedelta(hours=1)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
MOST_BYTES = 25 * 1024 * 1024
"""More than any platform takes (企业微信文件: 20 MB); what is larger is kept nowhere."""
_LOOKED_AT = 500
FETCHED_KINDS = ("image", "voice", "video", "shortvideo", "file")

Download = Callable[[str, str], tuple[bytes, str]]
"""(account, media id) to (bytes, content type); or `MediaLostError` when it is gone for good."""

_log = logging.getLogger(__name__)


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
    if repository.is_expected(session, inbox_id):
        return
    values = {
        "inbox_id": inbox_id,
        "contact_id": contact_id,
        "media_id": media_id[:160],
        "kind": kind,
        "created_at": now,
    }
    repository.add(session, values)


def expect_recent(session: Db, contact_id: int, *, now: datetime) -> None:
    """Note the files a customer sent just before their ticket opened."""
    for inbox_id, kind, media_id in repository.sent_since(session, contact_id, now - INTAKE):
        expect(session, inbox_id, contact_id, kind, media_id, now=now)


def read(session: Db, attachment_id: int) -> Stored:
    """One attachment with its bytes, or `NotFound`."""
    row = repository.read(session, attachment_id)
    if row is None:
        raise NotFound("attachment", attachment_id)
    return Stored(*row)


def fetch_waiting(store: Store, download: Download, *, now: datetime, limit: int = 20) -> int:
    """Fetch what waits, with no transaction open during the download; return how many came.

    A failure that may pass is tried again after a pause that doubles, until the media id is dead.
    """
    with store.reading() as session:
        waiting = repository.waiting(session, _LOOKED_AT)
    due = [row for row in waiting if next_try(row.received_at, row.attempts) <= now][:limit]
    return sum(
        _fetch(store, download, row.id, row.account, row.media_id, row.received_at, now=now)
        for row in due
    )


def next_try(received_at: datetime, attempts: int) -> datetime:
    """When a file is tried for after so many failures: soon, then hourly, once more at the end."""
    if not attempts:
        return received_at
    doublings = min(attempts, 10)
    doubled = FIRST_PAUSE * ((1 << doublings) - 1)
    pause = doubled + LONGEST_PAUSE * (attempts - doublings)
    return received_at + min(pause, LIFE + timedelta(seconds=1))


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
        values = {"state": "lost"} if dead else {}
    else:
        values = {"state": "stored", "content": content, "content_type": content_type[:100]}
        if len(content) > MOST_BYTES:
            _log.warning("attachment %s is too large: %s bytes", attachment_id, len(content))
            values = {"state": "lost"}
    with store.session() as session:
        repository.settle(session, attachment_id, values)
    return values.get("state") == "stored"
