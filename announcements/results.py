"""What came of announcements: asked of the platform, kept, and shown."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from announcements import editing, states
from announcements.content import OFFICIAL
from announcements.errors import PlatformError, StateError
from announcements.models import AnnouncementPart
from announcements.ports import Platforms
from announcements.repository import parts
from announcements.values import Outcome, Part
from messaging.errors import SendError
from messaging.reach import mass
from store.transactions import Store

ASK_EVERY = timedelta(minutes=10)
ASK_FOR = timedelta(days=7)
"""Staff confirm customer sends within days or never; afterwards nothing changes any more."""
MOST_SHOWN = 500
UNDER_WAY = frozenset({"queued", "inflight"})


def parts_of(session: Session, announcement_id: int) -> list[Part]:
    """Every call, with what is known of it."""
    rows = parts.of(session, announcement_id)
    counts = parts.outcome_counts(session, [row.id for row in rows if row.way == "customers"])
    return [_part(session, row, counts.get(row.id, {})) for row in rows]


def outcomes(session: Session, part_id: int) -> list[Outcome]:
    """What became of a customer send for each receiver, those not sent first."""
    return [
        Outcome(row.receiver, row.sender, row.status, row.sent_at)
        for row in parts.outcomes(session, part_id, MOST_SHOWN)
    ]


def close_finished(session: Session, *, now: datetime) -> int:
    """End announcements nothing of which is under way any more; return how many."""
    closed = 0
    for announcement_id, sends in parts.on_their_way(session):
        if any(mass.get(session, one).state in UNDER_WAY for one in sends):
            continue
        editing.move(
            session, announcement_id, states.DONE, actor="system", now=now, finished_at=now
        )
        closed += 1
    return closed


def ask(store: Store, platforms: Platforms, *, now: datetime) -> int:
    """Ask for the results of customer sends that staff may have confirmed; return how many."""
    if platforms.customers is None:
        return 0
    with store.reading() as session:
        waiting = parts.to_ask(session, now - ASK_EVERY, now - ASK_FOR)
    asked = 0
    for part_id, platform_id, sender in waiting:
        try:
            found = list(platforms.customers.outcomes(platform_id, sender))
        except SendError:
            found = None
        with store.session() as session:
            parts.asked(session, part_id, now)
            if found is not None:
                parts.put_outcomes(session, part_id, found)
                asked += 1
    return asked


def withdraw(
    store: Store, platforms: Platforms, announcement_id: int, *, actor: str, now: datetime
) -> int:
    """Take back what the platform lets be taken back: articles of mass sends, and customer sends
    that staff have not confirmed. Return how many calls that made.

    Raises `PlatformError` where nothing can be, `StateError` before anything has left.
    """
    with store.reading() as session:
        announcement = editing.get(session, announcement_id)
        if announcement.state not in {states.SENDING, states.DONE}:
            raise StateError(announcement.state, states.WITHDRAWN)
        rows = [row for row in parts.of(session, announcement_id) if row.state == "accepted"]
        by = announcement.target.by
        article = announcement.content.kind == "article"
        sends = [mass.get(session, row.mass_send_id) for row in rows if row.mass_send_id]
        templates = [row.platform_id for row in rows if row.way == "customers" and row.platform_id]
    if not ((by == OFFICIAL and article) or templates):
        raise PlatformError(by)
    for send in sends:
        if send.platform_id:
            platforms.broadcasts[send.account].withdraw(send.platform_id)
    for platform_id in templates:
        if platforms.customers is not None:
            platforms.customers.cancel(platform_id)
    with store.session() as session:
        for send in sends:
            mass.withdrawn(session, send.id, now=now)
        parts.end_queued(session, announcement_id, "cancelled", now)
        editing.move(session, announcement_id, states.WITHDRAWN, actor=actor, now=now)
    return len(sends) + len(templates)


def _part(session: Session, row: AnnouncementPart, counts: Mapping[str, int]) -> Part:
    state, code, reason = row.state, row.code, row.reason
    meant: int | None = len(row.receivers) or None
    reached: int | None = None
    if row.mass_send_id is not None:
        send = mass.get(session, row.mass_send_id)
        state, code, reason = send.state, send.code, send.reason
        if send.counts is not None:
            meant, reached = send.counts.total, send.counts.sent
    elif row.way == "customers" and counts:
        meant, reached = sum(counts.values()), counts.get("sent", 0)
    return Part(
        row.id,
        row.position,
        row.way,
        row.target,
        state,
        row.due_at,
        row.finished_at,
        code,
        reason,
        meant,
        reached,
    )
