"""When a campaign looks for who is due, and what it looks with."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns import kinds, segments, service
from campaigns.document import Audience
from campaigns.kind import DAILY, Cursor, Kind, Look, Running
from campaigns.segments import Segment
from campaigns.values import CampaignView
from membership.business_time import day_of

OVERLAP = timedelta(hours=6)
"""What was written down during the last look may have been committed after it."""


def running(session: Session, view: CampaignView) -> Running:
    """A campaign with its document read; a saved segment as it is now."""
    document = service.read(view.body)
    return Running(view, document, _segment(session, document.audience))


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


def is_anybody(session: Session, running: Running, *, now: datetime, timezone: ZoneInfo) -> bool:
    """Whether anybody at all may be due, entered before or not."""
    after: Cursor | None = ()
    while after is not None:
        glance = look(running, now=now, timezone=timezone, limit=1, after=after)
        found = kind_of(running).due(session, running, glance)
        if found.candidates:
            return True
        after = found.after
    return False


def is_time(running: Running, *, now: datetime, timezone: ZoneInfo) -> bool:
    """Whether to look now: a daily kind looks once a day from its hour on, others always."""
    if kind_of(running).rhythm != DAILY:
        return True
    hour = datetime.combine(day_of(now, timezone), running.document.at, timezone)
    since = running.view.looked_until
    return now >= hour and (since is None or since < hour)
