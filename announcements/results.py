"""What came of announcements: asked of the platform, kept, and shown."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from announcements import editing, states
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
