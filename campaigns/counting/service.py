"""Counting a dry run to the end, part by part: whoever goes on reads, and keeps what it has read.

A big shop takes minutes; reading holds no transaction that writes, and each part is kept by one
conditional update, so that a stopped or begun-anew count is not written over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns import dry_run, looking, outlook, service
from campaigns.counting import repository
from campaigns.counting.models import CampaignCount
from campaigns.counting.written import from_document, to_document
from campaigns.dry_run import DryRun

COUNTING, DONE, STOPPED = "counting", "done", "stopped"
IDLE_AFTER = timedelta(minutes=1)
"""Parts are kept every second or so while anybody counts."""


@dataclass(frozen=True, slots=True)
class Count:
    """How far the newest dry run of a campaign has come. `audience` is how many will be looked at,
    where that is known; `version` the one of the campaign that was counted."""

    campaign_id: int
    version: int
    state: str
    at: datetime
    audience: int | None
    begun_at: datetime
    begun_by: str
    counted_at: datetime
    slices: int
    result: DryRun


def begin(
    session: Session, campaign_id: int, *, actor: str, now: datetime, timezone: ZoneInfo
) -> Count:
    """Begin to count a campaign anew, for the next time that somebody is due."""
    view = service.get(session, campaign_id)
    running = looking.running(session, view)
    values = {
        "version": view.version,
        "state": COUNTING,
        "at": outlook.next_time(session, running, now=now, timezone=timezone),
        "audience": looking.audience(session, running, now=now),
        "begun_at": now,
        "begun_by": actor,
        "counted_at": now,
        "slices": 0,
        "result": to_document(DryRun()),
    }
    repository.put(session, campaign_id, values)
    return _value(_row(session, campaign_id))


def latest(session: Session, campaign_id: int) -> Count | None:
    """The newest dry run of a campaign, if one was ever begun."""
    row = repository.row(session, campaign_id)
    return None if row is None else _value(row)


def unfinished(session: Session) -> list[Count]:
    """The counts to go on with."""
    return [_value(_row(session, one)) for one in repository.of_state(session, COUNTING)]


def is_idle(session: Session, *, now: datetime) -> bool:
    """Whether there is something to count, and nobody has counted for a while: no clock goes."""
    touched = repository.last_touched(session, COUNTING)
    return touched is not None and now - touched > IDLE_AFTER


def go_on(session: Session, count: Count, *, timezone: ZoneInfo) -> Iterator[DryRun]:
    """Read on from where a count has come to; yields the growing result. Writes nothing."""
    return dry_run.run(
        session,
        count.campaign_id,
        at=count.at,
        seen=count.begun_at,
        timezone=timezone,
        so_far=count.result,
    )


def keep(session: Session, count: Count, result: DryRun, *, now: datetime) -> Count | None:
    """Keep what was read; None where the count was stopped, begun anew, or read by another."""
    values = {
        "result": to_document(result),
        "state": DONE if result.done else COUNTING,
        "slices": count.slices + 1,
        "counted_at": now,
    }
    if not repository.change(session, count, values):
        return None
    return _value(_row(session, count.campaign_id))


def stop(session: Session, campaign_id: int, *, now: datetime) -> bool:
    """Let it be; what was counted stays. False when there was nothing to stop."""
    row = repository.row(session, campaign_id)
    if row is None or row.state != COUNTING:
        return False
    return repository.change(session, row, {"state": STOPPED, "counted_at": now})


def _row(session: Session, campaign_id: int) -> CampaignCount:
    row = repository.row(session, campaign_id)
    assert row is not None
    return row


def _value(row: CampaignCount) -> Count:
    return Count(
        row.campaign_id,
        row.version,
        row.state,
        row.at,
        row.audience,
        row.begun_at,
        row.begun_by,
        row.counted_at,
        row.slices,
        from_document(row.result),
    )
