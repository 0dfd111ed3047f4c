"""Queries on segments: whom they hold, and what staff saved."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from campaigns.segments.clauses_repository import members
from campaigns.segments.comparisons_repository import Context
from campaigns.segments.definition import Segment
from campaigns.segments.models import SegmentCount, SegmentRow, SegmentVersion
from membership.models import Member
from store.statements import changed, insert_once

S, V, N = SegmentRow, SegmentVersion, SegmentCount
IDS_PER_QUERY = 900


def count(session: Session, segment: Segment, context: Context) -> int:
    found = members(segment, context).subquery()
    return session.execute(select(func.count()).select_from(found)).scalar_one()


def batch(
    session: Session, segment: Segment, context: Context, after: int, limit: int
) -> list[int]:
    statement = members(segment, context).where(Member.id > after)
    return list(session.scalars(statement.order_by(Member.id).limit(limit)))


def among(
    session: Session, segment: Segment, context: Context, member_ids: Collection[int]
) -> set[int]:
    ids = sorted(set(member_ids))
    found: set[int] = set()
    statement = members(segment, context)
    for start in range(0, len(ids), IDS_PER_QUERY):
        part = ids[start : start + IDS_PER_QUERY]
        found.update(session.scalars(statement.where(Member.id.in_(part))))
    return found


def rows(session: Session, *, archived: bool) -> list[SegmentRow]:
    statement = select(S).order_by(S.name)
    if not archived:
        statement = statement.where(S.archived_at.is_(None))
    return list(session.scalars(statement))


def row(session: Session, segment_id: int) -> SegmentRow | None:
    return session.get(S, segment_id, populate_existing=True)


def insert(session: Session, values: Mapping[str, Any]) -> int | None:
    """The new id; None where the name is taken."""
    if not insert_once(session, S, values):
        return None
    return session.scalars(select(S.id).where(S.name == values["name"])).one()


def replace(session: Session, segment_id: int, seen: int, values: Mapping[str, Any]) -> bool:
    """Whether it was still at the version that was seen."""
    same = update(S).where(S.id == segment_id, S.version == seen)
    return changed(session, same.values(**values)) == 1


def name_taken(session: Session, name: str, besides: int) -> bool:
    statement = select(S.id).where(S.name == name, S.id != besides)
    return session.scalars(statement).first() is not None


def add_version(session: Session, values: Mapping[str, Any]) -> None:
    session.add(V(**values))
    session.flush()


def versions(session: Session, segment_id: int) -> list[SegmentVersion]:
    statement = select(V).where(V.segment_id == segment_id).order_by(V.version.desc())
    return list(session.scalars(statement))


def archive(session: Session, segment_id: int, now: datetime) -> bool:
    live = update(S).where(S.id == segment_id, S.archived_at.is_(None))
    return changed(session, live.values(archived_at=now)) == 1


def counts(session: Session) -> list[SegmentCount]:
    return list(session.scalars(select(N)))


def keep_count(session: Session, segment_id: int, values: Mapping[str, Any]) -> None:
    if not insert_once(session, N, {"segment_id": segment_id, **values}):
        session.execute(update(N).where(N.segment_id == segment_id).values(**values))
