"""Taking an announcement back where the platform allows it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from announcements import editing, states
from announcements.content import CUSTOMERS, OFFICIAL
from announcements.errors import PlatformError, StateError
from announcements.repository import parts
from announcements.values import Seen
from messaging.reach import mass

INFLIGHT = "inflight"


def allowed(announcement: Seen) -> bool:
    """Mass sends of an article, and customer sends that staff have not confirmed yet.

    Sources: 删除群发 ("只能删除图文消息和视频消息"), externalcontact/cancel_groupmsg_send.
    """
    by = announcement.target.by
    return by == CUSTOMERS or (by == OFFICIAL and announcement.content.kind == "article")


def ask_for(session: Session, announcement_id: int, *, actor: str, now: datetime) -> int:
    """Have it taken back; return how many calls that takes. The clock makes them.

    Raises `PlatformError` where the platform takes nothing back, `StateError` before it has left
    and in the moment in which a part of it leaves: nobody could say yet what to take back.
    """
    announcement = editing.get(session, announcement_id)
    if announcement.state not in {states.SENDING, states.DONE}:
        raise StateError(announcement.state, states.WITHDRAWN)
    if not allowed(announcement):
        raise PlatformError(announcement.target.by)
    rows = parts.of(session, announcement_id)
    if any(_is_leaving(session, row) for row in rows):
        raise StateError(announcement.state, states.WITHDRAWN)
    targets = [found for row in rows if (found := _of(session, row, now))]
    parts.end_queued(session, announcement_id, "cancelled", now)
    first = parts.next_position(session, announcement_id)
    content = {"kind": "text"}
    calls = [
        {
            "announcement_id": announcement_id,
            "position": first + at,
            "way": "withdraw",
            "target": account,
            "payload": {"content": content, "terms": terms},
            "receivers": [],
            "state": "queued",
            "due_at": now,
            "attempts": 0,
        }
        for at, (account, terms) in enumerate(targets)
    ]
    parts.add(session, calls)
    editing.move(session, announcement_id, states.WITHDRAWN, actor=actor, now=now)
    return len(calls)


def _is_leaving(session: Session, row: Any) -> bool:
    send = row.mass_send_id and mass.get(session, row.mass_send_id)
    return row.state == INFLIGHT or bool(send and send.state == INFLIGHT)


def _of(session: Session, row: Any, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """The account and what names the call there; none for what has not left."""
    if row.way == "customers" and row.state == "accepted" and row.platform_id:
        return "", {"platform_id": row.platform_id}
    if row.mass_send_id is None or mass.cancel(session, row.mass_send_id, now=now):
        return None
    send = mass.get(session, row.mass_send_id)
    if send.state != "accepted" or not send.platform_id:
        return None
    return send.account, {"platform_id": send.platform_id, "send": send.id}
