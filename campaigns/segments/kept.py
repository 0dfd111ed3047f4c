"""How many members saved segments hold, as of when each was last counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.segments import repository
from campaigns.segments.saved import SavedSegment


@dataclass(frozen=True, slots=True)
class KeptCount:
    """`members` of a version of a segment, when it was counted."""

    version: int
    members: int
    counted_at: datetime


def kept_counts(session: Session) -> Mapping[int, KeptCount]:
    """By segment what was counted last."""
    return {
        row.segment_id: KeptCount(row.version, row.members, row.counted_at)
        for row in repository.counts(session)
    }


def keep_count(session: Session, found: SavedSegment, members: int, *, now: datetime) -> None:
    """Keep what was counted of a version of a segment."""
    values = {"version": found.version, "members": members, "counted_at": now}
    repository.keep_count(session, found.id, values)
