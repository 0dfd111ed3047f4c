"""Queries on the parts of announcements and on what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from announcements.content import Content
from announcements.models import Announcement, AnnouncementPart, CustomerOutcome
from announcements.values import Claim, Outcome
from store.statements import changed

P, O = AnnouncementPart, CustomerOutcome  # noqa: E741
OPEN = ("queued", "inflight")


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(insert(P), [dict(row) for row in rows])


def next_position(session: Session, announcement_id: int) -> int:
    last = select(func.max(P.position)).where(P.announcement_id == announcement_id)
    return (session.scalar(last) or 0) + 1


def of(session: Session, announcement_id: int) -> list[AnnouncementPart]:
    statement = select(P).where(P.announcement_id == announcement_id).order_by(P.position)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def due(session: Session, now: datetime, limit: int) -> list[AnnouncementPart]:
    statement = (
        select(P)
        .where(P.state == "queued", P.due_at <= now, P.mass_send_id.is_(None))
        .order_by(P.due_at, P.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(statement))


def earlier_open(session: Session, part: AnnouncementPart) -> bool:
    """Whether an earlier piece for the same group has not ended: pieces keep their order."""
    earlier = select(P.id).where(
        P.announcement_id == part.announcement_id,
        P.target == part.target,
        P.way == part.way,
        P.position < part.position,
        P.state.in_(OPEN),
    )
    return session.scalars(earlier.limit(1)).first() is not None


def claimed_since(session: Session, way: str, target: str, since: datetime) -> list[datetime]:
    statement = select(P.claimed_at).where(P.way == way, P.target == target, P.claimed_at > since)
    return sorted(found for found in session.scalars(statement) if found is not None)


def claim(session: Session, part: AnnouncementPart, now: datetime) -> Claim | None:
    mine = update(P).where(P.id == part.id, P.state == "queued")
    attempts = part.attempts + 1
    if changed(session, mine.values(state="inflight", claimed_at=now, attempts=attempts)) != 1:
        return None
    return Claim(
        part.id,
        part.announcement_id,
        part.way,
        part.target,
        Content(**part.payload["content"]),
        part.payload["terms"],
        tuple(part.receivers),
        attempts,
    )


def postpone(session: Session, part_id: int, due_at: datetime) -> None:
    waiting = update(P).where(P.id == part_id, P.state == "queued")
    session.execute(waiting.values(due_at=due_at))


def queue_again(session: Session, ways: Sequence[str], before: datetime) -> int:
    """What may be done twice without harm is done again when its worker died."""
    lost = update(P).where(P.state == "inflight", P.way.in_(ways), P.claimed_at < before)
    return changed(session, lost.values(state="queued"))


def abandoned(session: Session, before: datetime, now: datetime) -> int:
    lost = update(P).where(P.state == "inflight", P.claimed_at < before)
    values = {"state": "unknown", "reason": "the sender died", "finished_at": now}
    return changed(session, lost.values(**values))


def record(session: Session, part_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(P).where(P.id == part_id, P.state == "inflight").values(**values))


def end_queued(session: Session, announcement_id: int, state: str, now: datetime) -> int:
    waiting = update(P).where(P.announcement_id == announcement_id, P.state == "queued")
    return changed(session, waiting.values(state=state, finished_at=now))


def set_state(session: Session, part_id: int, state: str) -> None:
    session.execute(update(P).where(P.id == part_id).values(state=state))


def on_their_way(session: Session) -> list[tuple[int, list[int]]]:
    """Announcements none of whose parts is still to be carried out, with their mass sends."""
    opened = exists().where(P.announcement_id == Announcement.id, P.state.in_(OPEN))
    waiting = select(Announcement.id).where(Announcement.state == "sending", ~opened)
    found = []
    for announcement_id in session.scalars(waiting).all():
        sends = select(P.mass_send_id).where(
            P.announcement_id == announcement_id, P.mass_send_id.is_not(None)
        )
        found.append((announcement_id, [one for one in session.scalars(sends) if one]))
    return found


def to_ask(
    session: Session, asked_before: datetime, since: datetime
) -> list[tuple[int, str, str]]:
    """Customer sends whose results are worth asking for: (part, platform's id, sender)."""
    statement = select(P.id, P.platform_id, P.target).where(
        P.way == "customers",
        P.state == "accepted",
        P.finished_at > since,
        func.coalesce(P.asked_at, P.finished_at) < asked_before,
    )
    return [(row[0], row[1] or "", row[2]) for row in session.execute(statement)]


def asked(session: Session, part_id: int, now: datetime) -> None:
    session.execute(update(P).where(P.id == part_id).values(asked_at=now))


def put_outcomes(session: Session, part_id: int, outcomes: Iterable[Outcome]) -> int:
    rows = [
        {
            "part_id": part_id,
            "receiver": one.receiver,
            "sender": one.sender,
            "status": one.status,
            "sent_at": one.sent_at,
        }
        for one in {(each.receiver, each.sender): each for each in outcomes}.values()
    ]
    session.execute(delete(O).where(O.part_id == part_id))
    if rows:
        session.execute(insert(O), rows)
    return len(rows)


def outcomes(session: Session, part_id: int, limit: int) -> list[CustomerOutcome]:
    statement = select(O).where(O.part_id == part_id).order_by(O.status, O.id).limit(limit)
    return list(session.scalars(statement))


def outcome_counts(session: Session, part_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    statement = select(O.part_id, O.status, func.count()).where(O.part_id.in_(part_ids))
    found: dict[int, dict[str, int]] = {}
    for part_id, status, number in session.execute(statement.group_by(O.part_id, O.status)):
        found.setdefault(part_id, {})[status] = number
    return found
