"""Showing an announcement to oneself before anybody else sees it."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from announcements import editing
from announcements.content import OFFICIAL, ROBOTS
from announcements.errors import PlatformError
from announcements.planning import pieces
from announcements.repository import parts, robots
from membership.errors import FieldError


def ask_for(
    session: Session, announcement_id: int, *, openid: str, robot: int, actor: str, now: datetime
) -> int:
    """Have it shown to one follower, or in the group of a test robot; return how many messages.

    Customer sends cannot be previewed: `PlatformError`. The calls are made by the clock.
    """
    announcement = editing.get(session, announcement_id)
    target = announcement.target
    if target.by == OFFICIAL:
        if not openid:
            raise FieldError("openid", "missing")
        shown = [("preview", f"{target.account}/{openid}", announcement.content)]
    elif target.by == ROBOTS:
        if robot not in {one.id for one in robots.rows(session) if one.is_test}:
            raise FieldError("robot", "not_an_option")
        shown = [("robot", str(robot), piece) for piece in pieces(announcement.content)]
    else:
        raise PlatformError(target.by)
    first = parts.next_position(session, announcement_id)
    rows = [
        {
            "announcement_id": announcement_id,
            "position": first + at,
            "way": way,
            "target": whom,
            "payload": {"content": asdict(content), "terms": {"preview": True}},
            "receivers": [],
            "state": "queued",
            "due_at": now,
            "attempts": 0,
        }
        for at, (way, whom, content) in enumerate(shown)
    ]
    parts.add(session, rows)
    editing.note(session, announcement_id, "previewed", actor=actor, now=now)
    return len(rows)
