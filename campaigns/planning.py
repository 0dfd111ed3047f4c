"""Planning, batch by batch: who is due is entered once, and whose time has come is decided.

Each function is one transaction's work; the edge commits in between. A crash at any point leaves
whole batches: doing it again enters and sends nobody twice (unique keys of deliveries and outbox).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns import deciding, entering, looking, service
from campaigns.entry import Decision, Entry
from campaigns.kind import Cursor
from campaigns.repository import campaigns as campaign_rows
from campaigns.repository import deliveries
from campaigns.scene import Scene, scene_of
from campaigns.share import WHOLE, Share
from campaigns.values import ON, TREATED, WAITING

BATCH = 500
PLAN_AHEAD = timedelta(hours=12)
"""So much earlier a message is queued that only waits for its hour or for the end of the night."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a batch did: members found due and entered, decisions by state; where to continue, or
    none when nobody is left, and the campaign's version that this was found with."""

    found: int = 0
    entered: int = 0
    states: Counter[str] = field(default_factory=Counter)
    after: Cursor | None = None
    version: int = 0


def enter(
    session: Session,
    campaign_id: int,
    *,
    now: datetime,
    timezone: ZoneInfo,
    after: Cursor = (),
    limit: int = BATCH,
    share: Share = WHOLE,
    version: int = 0,
) -> Planned:
    """Enter the next members of a share who are due, and decide what of them is due at once.

    `after` was found with `version` of the campaign; if staff have saved another one since, the
    look begins anew: their days or stages may be others, and who is entered is passed over.
    """
    view = service.get(session, campaign_id)
    if view.state != ON:
        return Planned()
    if version not in {0, view.version}:
        after = ()
    running = looking.running(session, view, share)
    if not running.document.period.holds(now, timezone):
        return Planned()
    wide = limit * share.of
    look = looking.look(running, now=now, timezone=timezone, after=after, limit=wide)
    found = looking.kind_of(running).due(session, running, look)
    mine = [one for one in found.candidates if share.holds(one.member_id)]
    scene = scene_of(session, running, now=now, timezone=timezone)
    entries = entering.entries(session, scene, mine)
    decisions = _decide_or_wait(session, scene, entries)
    deliveries.add(session, view.id, view.version, decisions, now)
    return Planned(
        len(mine),
        len({one.member_id for one in entries}),
        Counter(one.state for one in decisions),
        found.after,
        view.version,
    )


def looked(session: Session, campaign_id: int, *, now: datetime, share: Share = WHOLE) -> None:
    """Note, after the last batch of `enter`, that of the share nobody due before `now` is left."""
    campaign_rows.looked(session, campaign_id, share, now)


def decide_waiting(
    session: Session,
    campaign_id: int,
    *,
    now: datetime,
    timezone: ZoneInfo,
    limit: int = BATCH,
) -> Planned:
    """Decide rows that waited: later steps, and what a passing rule stood in the way of."""
    view = service.get(session, campaign_id)
    if view.state != ON:
        return Planned()
    entries = deliveries.waiting(session, campaign_id, now, limit)
    if not entries:
        return Planned()
    scene = scene_of(session, looking.running(session, view), now=now, timezone=timezone)
    decisions = deciding.decide(session, scene, entries)
    deliveries.decide(session, view.version, decisions, now)
    states = Counter(one.state for one in decisions)
    return Planned(states=states, after=() if len(entries) == limit else None)


def _decide_or_wait(session: Session, scene: Scene, entries: Sequence[Entry]) -> list[Decision]:
    """What is due is decided, later steps wait; of who is held out the first step is kept."""
    kept = [one for one in entries if one.arm == TREATED or one.step == 0]
    due = [one for one in kept if one.arm != TREATED or _is_due(scene, one)]
    later = [one for one in kept if one.arm == TREATED and not _is_due(scene, one)]
    return deciding.decide(session, scene, due) + [Decision(one, WAITING) for one in later]


def _is_due(scene: Scene, entry: Entry) -> bool:
    """A message that only waits for its hour is queued at once, so that it can be seen."""
    step = scene.running.document.steps[entry.step]
    ahead = timedelta() if step.after or step.task else PLAN_AHEAD
    return entry.due_at <= scene.now + ahead
