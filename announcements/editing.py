"""Writing an announcement and having it approved by a second person."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from announcements import states
from announcements.content import ROBOTS, Content, Target, read_content, read_target
from announcements.errors import ChangedError, SamePersonError, StateError
from announcements.models import Announcement
from announcements.repository import announcements as repository
from announcements.repository import parts, robots
from announcements.values import Event, Seen
from knowledge.pictures import shelf
from membership.errors import FieldError, NotFoundError

MOST_NAME = 60
MOST_REASON = 200


def create(
    session: Session,
    *,
    name: str,
    content: Mapping[str, Any],
    target: Mapping[str, Any],
    send_at: datetime | None,
    actor: str,
    now: datetime,
) -> int:
    """Add a draft and return its number; `FieldError` names the wrong field."""
    values = _checked(session, name, content, target, send_at, now)
    values |= {"created_at": now, "created_by": actor, "edited_at": now, "edited_by": actor}
    announcement_id = repository.insert(session, {**values, "state": states.DRAFT, "version": 1})
    _note(session, announcement_id, actor, states.DRAFT, now)
    return announcement_id


def edit(
    session: Session,
    announcement_id: int,
    *,
    seen: int,
    name: str,
    content: Mapping[str, Any],
    target: Mapping[str, Any],
    send_at: datetime | None,
    actor: str,
    now: datetime,
) -> int:
    """Change a draft and return its new version. One that waits for approval or is approved must
    be taken back first: what goes out is what was approved."""
    values = _checked(session, name, content, target, send_at, now)
    values |= {"edited_at": now, "edited_by": actor, "version": seen + 1, "reason": None}
    if not repository.edit(session, announcement_id, seen, values):
        _refuse(session, announcement_id, states.DRAFT, seen)
    _note(session, announcement_id, actor, "edited", now, version=seen + 1)
    return seen + 1


def submit(
    session: Session, announcement_id: int, *, seen: int, actor: str, now: datetime
) -> None:
    """Ask a second person to approve what was seen."""
    _move(
        session,
        announcement_id,
        states.SUBMITTED,
        actor,
        now,
        seen=seen,
        submitted_by=actor,
        decided_by=None,
        reason=None,
    )


def approve(
    session: Session, announcement_id: int, *, seen: int, actor: str, now: datetime
) -> None:
    """Let it go out at its time; `SamePersonError` for those who wrote or submitted it."""
    row = _row(session, announcement_id)
    if actor in {row.created_by, row.edited_by, row.submitted_by}:
        raise SamePersonError
    if row.send_at is not None and row.send_at < now and row.state == states.SUBMITTED:
        raise FieldError("send_at", "too_early", now)
    _move(session, announcement_id, states.APPROVED, actor, now, seen=seen, decided_by=actor)


def give_back(
    session: Session, announcement_id: int, *, reason: str, actor: str, now: datetime
) -> None:
    """Return it to its writer with a reason, or take one's own back to edit it."""
    reason = reason.strip()
    if len(reason) > MOST_REASON:
        raise FieldError("reason", "too_long", MOST_REASON)
    _move(
        session,
        announcement_id,
        states.DRAFT,
        actor,
        now,
        decided_by=actor,
        reason=reason or None,
    )


def cancel(session: Session, announcement_id: int, *, actor: str, now: datetime) -> int:
    """Stop what has not left yet; return how many parts were called back."""
    _move(session, announcement_id, states.CANCELLED, actor, now, finished_at=now)
    return parts.end_queued(session, announcement_id, "cancelled", now)


def get(session: Session, announcement_id: int) -> Seen:
    """One announcement; `NotFoundError` for no such."""
    return _value(_row(session, announcement_id))


def every(session: Session, *, states: tuple[str, ...] = (), limit: int = 200) -> list[Seen]:
    """Announcements, the newest first."""
    return [_value(row) for row in repository.rows(session, states, limit)]


def between(session: Session, start: datetime, end: datetime) -> list[Seen]:
    """What is to go out in a span of time, for the calendar."""
    return [_value(row) for row in repository.between(session, start, end)]


def events(session: Session, announcement_id: int) -> list[Event]:
    """What was done with it, in order."""
    return [
        Event(row.at, row.actor, row.kind, row.detail)
        for row in repository.events(session, announcement_id)
    ]


def note(
    session: Session, announcement_id: int, kind: str, *, actor: str, now: datetime, **detail: Any
) -> None:
    """Write down what somebody did besides moving it."""
    _note(session, announcement_id, actor, kind, now, **detail)


def move(
    session: Session, announcement_id: int, state: str, *, actor: str, now: datetime, **values: Any
) -> None:
    """One conditional update and its event; `StateError` where the state does not allow it."""
    _move(session, announcement_id, state, actor, now, **values)


def _checked(
    session: Session,
    name: str,
    content: Mapping[str, Any],
    target: Mapping[str, Any],
    send_at: datetime | None,
    now: datetime,
) -> dict[str, Any]:
    name = name.strip()
    if not name or len(name) > MOST_NAME:
        raise FieldError("name", "too_long" if name else "missing", MOST_NAME)
    meant = read_target(target)
    said = read_content(content, meant.by)
    if said.picture and shelf.get(session, said.picture) is None:
        raise FieldError("picture", "unknown")
    if meant.by == ROBOTS and robots.live(session, meant.robots) != set(meant.robots):
        raise FieldError("robots", "not_an_option")
    if send_at is not None and send_at < now:
        raise FieldError("send_at", "too_early", now)
    return {
        "name": name,
        "content": asdict(said),
        "target": asdict(meant),
        "send_at": send_at,
    }


def _move(
    session: Session,
    announcement_id: int,
    state: str,
    actor: str,
    now: datetime,
    *,
    seen: int | None = None,
    **values: Any,
) -> None:
    values["state"] = state
    before = states.before(state)
    if not repository.move(session, announcement_id, before, values, seen):
        _refuse(session, announcement_id, state, seen)
    detail = {"reason": values["reason"]} if values.get("reason") else {}
    _note(session, announcement_id, actor, state, now, **detail)


def _refuse(session: Session, announcement_id: int, wanted: str, seen: int | None) -> None:
    row = _row(session, announcement_id)
    if seen is not None and row.version != seen:
        raise ChangedError(row.version)
    raise StateError(row.state, wanted)


def _row(session: Session, announcement_id: int) -> Announcement:
    row = repository.row(session, announcement_id)
    if row is None:
        raise NotFoundError("announcement", announcement_id)
    return row


def _note(
    session: Session, announcement_id: int, actor: str, kind: str, now: datetime, **detail: Any
) -> None:
    event = {"announcement_id": announcement_id, "actor": actor, "kind": kind, "at": now}
    repository.add_event(session, {**event, "detail": detail})


def _value(row: Announcement) -> Seen:
    target = dict(row.target)
    for several in ("robots", "senders"):
        target[several] = tuple(target[several])
    return Seen(
        row.id,
        row.name,
        Content(**row.content),
        Target(**target),
        row.send_at,
        row.state,
        row.version,
        row.created_at,
        row.created_by,
        row.edited_at,
        row.edited_by,
        row.submitted_by,
        row.decided_by,
        row.reason,
        row.started_at,
        row.finished_at,
        row.left_out or {},
    )
