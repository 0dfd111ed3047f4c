"""When a campaign looks for who is due, and what it looks with."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns import kinds, segments, service
from campaigns.document import Audience
from campaigns.kind import DAILY, Cursor, Kind, Look, Running
from campaigns.repository import campaigns
from campaigns.segments import Segment
from campaigns.share import WHOLE, Share
from campaigns.values import CampaignView
from membership.business_time import day_of

LAST_LOOK = time(23, 30)
"""Whoever is to speak later in the day is looked for from then on, while the day lasts; the
messages wait for their hour."""
GLANCE = 100
"""So many rows are looked at together: those of whom nobody is due are soon passed over."""
OVERLAP = timedelta(hours=6)
"""What was written down during the last look may have been committed after it."""


def running(session: Session, view: CampaignView, share: Share = WHOLE) -> Running:
    """A campaign with its document read; a saved segment as it is now. It was looked at when the
    share was."""
    document = service.read(view.body)
    return Running(_seen(session, view, share), document, _segment(session, document.audience))


def _seen(session: Session, view: CampaignView, share: Share) -> CampaignView:
    if share.of == 1:
        return view
    known = (view.looked_until, campaigns.share_looked(session, view.id, share))
    return replace(view, looked_until=max(filter(None, known), default=None))


def _segment(session: Session, audience: Audience) -> Segment:
    if audience.saved_id is None:
        return audience.own
    return segments.get(session, audience.saved_id).segment


def kind_of(running: Running) -> Kind:
    return kinds.every()[running.view.kind]


def look(
    running: Running,
    *,
    now: datetime,
    timezone: ZoneInfo,
    limit: int,
    after: Cursor = (),
    only: int | None = None,
) -> Look:
    """One look at `now`, back to the last one."""
    oldest = now - timedelta(days=kind_of(running).lookback)
    since = running.view.looked_until
    begins = oldest if since is None else min(since, now) - OVERLAP
    return Look(now, begins, day_of(now, timezone), timezone, limit, after, only)


def found(
    session: Session, running: Running, *, now: datetime, timezone: ZoneInfo, most: int
) -> int:
    """How many may be due, entered before or not; at `most` no more are looked for."""
    count = 0
    cursor: Cursor | None = ()
    while cursor is not None and count < most:
        glance = look(running, now=now, timezone=timezone, limit=max(most, GLANCE), after=cursor)
        some = kind_of(running).due(session, running, glance)
        count, cursor = count + len(some.candidates), some.after
    return min(count, most)


def audience(session: Session, running: Running, *, now: datetime) -> int | None:
    """How many members a campaign speaks to, where it speaks to all of its audience."""
    if not kind_of(running).by_audience:
        return None
    return segments.count_and_sample(session, running.segment, now=now, sample=0).count


def is_time(running: Running, *, now: datetime, timezone: ZoneInfo) -> bool:
    """Whether to look now: a daily kind looks once a day from its hour on, others always. A look
    for a day to come was none for today."""
    if kind_of(running).rhythm != DAILY:
        return True
    begins = min(running.document.at, LAST_LOOK)
    hour = datetime.combine(day_of(now, timezone), begins, timezone)
    since = running.view.looked_until
    return now >= hour and (since is None or not hour <= since <= now)
