"""Whom a segment holds now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.segments import repository
from campaigns.segments.comparisons_repository import Context
from campaigns.segments.definition import EVERYBODY, Segment
from campaigns.segments.saved import get as get_saved
from membership import rfm_classes


@dataclass(frozen=True, slots=True)
class Sample:
    """How many members a segment holds, and the first few of them."""

    count: int
    member_ids: tuple[int, ...]


def count_and_sample(
    session: Session, segment: Segment, *, now: datetime, sample: int = 5
) -> Sample:
    """Count the members and take the first few."""
    context = _context(session, now)
    ids = repository.batch(session, segment, context, 0, sample)
    return Sample(repository.count(session, segment, context), tuple(ids))


def contains(
    session: Session, segment: Segment, member_ids: Collection[int], *, now: datetime
) -> set[int]:
    """Those of `member_ids` whom the segment holds."""
    if not member_ids:
        return set()
    if segment == EVERYBODY:
        return set(member_ids)
    return repository.among(session, segment, _context(session, now), member_ids)


def batch(
    session: Session, segment: Segment, *, after: int, limit: int, now: datetime
) -> list[int]:
    """The next members in the order of their ids, those with an id above `after`."""
    return repository.batch(session, segment, _context(session, now), after, limit)


def batch_of_saved(
    session: Session, segment_id: int, *, after: int, limit: int, now: datetime
) -> list[int]:
    """The same for a saved segment; `NotFoundError` for no such."""
    segment = get_saved(session, segment_id).segment
    return batch(session, segment, after=after, limit=limit, now=now)


def _context(session: Session, now: datetime) -> Context:
    return Context(now, rfm_classes.thresholds(session, now=now))
