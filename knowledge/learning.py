"""Corrections by staff, and the models that were trained with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge import learning_repository as repository
from knowledge.errors import InvalidError, MissingError
from knowledge.repository import Db, grow

MODEL = "model"
LINE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a line really meant."""

    text: str
    intent: str
    staff_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it was understood."""

    inbox_id: int
    contact_id: int | None
    text: str
    intent: str | None
    handler: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """A trained model; `report` holds the figures before and after on the fixed set."""

    id: int
    made_at: datetime
    made_by: str
    corrections: int
    report: dict[str, Any]
    active: bool
    decision: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


def heard(db: Db, inbox_id: int) -> Heard:
    """A customer's message, or `MissingError`."""
    row = repository.line(db, inbox_id)
    if row is None:
        raise MissingError("message", inbox_id)
    return Heard(row.id, row.contact_id, row.text or "", row.intent, row.handler)


def correct(
    session: Session,
    text: str,
    intent: str,
    *,
    inbox_id: int | None = None,
    staff_id: int,
    now: datetime,
) -> None:
    """Keep what a line really meant; a later word on the same line replaces it."""
    shortened = text.strip()[:LINE_LENGTH]
    if not shortened:
        raise InvalidError("text", "empty")
    row = {
        "text": shortened,
        "intent": intent,
        "inbox_id": inbox_id,
        "staff_id": staff_id,
        "at": now,
    }
    repository.put_correction(session, row)


def corrections(db: Db) -> list[tuple[str, str]]:
    """All corrected lines with their intent, the oldest first."""
    return repository.all_corrections(db)


def latest(db: Db, limit: int = 50) -> list[Corrected]:
    rows = repository.latest_corrections(db, limit)
    return [Corrected(row.text, row.intent, row.staff_id, row.at) for row in rows]


def versions(db: Db) -> list[Version]:
    """The trained models, the newest first."""
    return [Version(*tuple(row)) for row in repository.versions(db)]


def keep_model(
    db: Db,
    content: bytes,
    *,
    report: Mapping[str, Any],
    corrections: int,
    actor: str,
    now: datetime,
) -> int:
    """Store a trained model; it serves only once it is activated."""
    row = {
        "made_at": now,
        "made_by": actor,
        "corrections": corrections,
        "report": dict(report),
        "active": False,
        "content": content,
    }
    return repository.add_version(db, row)


def activate(db: Db, version_id: int | None) -> None:
    """Let this model serve in every process within seconds; None is the one that came with us."""
    if not repository.activate(db, version_id):
        raise MissingError("model", version_id)
    grow(db, MODEL)


def active_model(db: Db) -> bytes | None:
    """The file of the model that serves, or None for the one that came with the program."""
    return repository.active_content(db)
