"""Segments under a name. Every version is kept; a campaign cites the one it was planned by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaigns.segments import repository
from campaigns.segments.definition import Segment, parse
from campaigns.segments.models import SegmentRow
from membership.errors import FieldError, NotFoundError

MOST_NAME = 40


@dataclass(frozen=True, slots=True)
class SavedSegment:
    id: int
    name: str
    version: int
    document: Mapping[str, Any]
    changed_at: datetime
    changed_by: str
    archived: bool = False

    @property
    def segment(self) -> Segment:
        return parse(self.document)


@dataclass(frozen=True, slots=True)
class Version:
    version: int
    document: Mapping[str, Any]
    changed_at: datetime
    changed_by: str


def saved(session: Session, *, archived: bool = False) -> list[SavedSegment]:
    """The saved segments by name."""
    return [_value(row) for row in repository.rows(session, archived=archived)]


def get(session: Session, segment_id: int) -> SavedSegment:
    """One segment; `NotFoundError` for no such."""
    row = repository.row(session, segment_id)
    if row is None:
        raise NotFoundError("segment", segment_id)
    return _value(row)


def save(
    session: Session,
    name: str,
    document: Mapping[str, Any],
    *,
    actor: str,
    now: datetime,
    segment_id: int | None = None,
    seen: int = 0,
) -> SavedSegment:
    """Add a segment, or with `segment_id` its next version after the one that was `seen`.

    `FieldError` names what is wrong; its field is `version` where somebody else saved meanwhile.
    """
    name = _name(name)
    parse(document)
    change = {"changed_at": now, "changed_by": actor}
    if segment_id is None:
        values = {"name": name, "definition": dict(document), "version": 1, **change}
        segment_id = repository.insert(session, values)
        if segment_id is None:
            raise FieldError("name", "taken", name)
        version = 1
    else:
        version = seen + 1
        if repository.name_taken(session, name, segment_id):
            raise FieldError("name", "taken", name)
        values = {"name": name, "definition": dict(document), "version": version, **change}
        if not repository.replace(session, segment_id, seen, values):
            raise FieldError("version", "changed", get(session, segment_id).version)
    kept = {"segment_id": segment_id, "version": version, "definition": dict(document)}
    repository.add_version(session, {**kept, **change})
    return get(session, segment_id)


def versions(session: Session, segment_id: int) -> list[Version]:
    """What it said, the newest first."""
    return [
        Version(row.version, row.definition, row.changed_at, row.changed_by)
        for row in repository.versions(session, segment_id)
    ]


def archive(session: Session, segment_id: int, *, now: datetime) -> bool:
    """Take it off the list; campaigns that use it keep it. False when it was off already."""
    return repository.archive(session, segment_id, now)


def _name(name: object) -> str:
    if not isinstance(name, str) or not name.strip():
        raise FieldError("name", "missing")
    if len(name.strip()) > MOST_NAME:
        raise FieldError("name", "too_long", MOST_NAME)
    return name.strip()


def _value(row: SegmentRow) -> SavedSegment:
    return SavedSegment(
        row.id,
        row.name,
        row.version,
        row.definition,
        row.changed_at,
        row.changed_by,
        row.archived_at is not None,
    )
