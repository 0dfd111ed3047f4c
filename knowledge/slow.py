"""Questions left to a language model: asked after the turn, each once, within a day's budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from knowledge import learning_repository as repository
from knowledge.repository import Db

STUCK = timedelta(minutes=3)
TEXT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `sources` are the entries its answer rests on."""

    id: int
    account: str
    contact_id: int
    inbox_id: int
    text: str
    state: str
    answer: str | None
    sources: tuple[int, ...]
    reason: str | None
    tokens: int
    at: datetime
    finished_at: datetime | None


def ask(
    session: Session, text: str, *, account: str, contact_id: int, inbox_id: int, now: datetime
) -> bool:
    """Queue a question, once for each message."""
    row = {
        "account": account,
        "contact_id": contact_id,
        "inbox_id": inbox_id,
        "text": text[:TEXT_LENGTH],
        "state": "queued",
        "sources": [],
        "tokens": 0,
        "at": now,
    }
    return repository.ask(session, row)


def due(db: Db, limit: int = 10) -> list[Question]:
    return [_question(row) for row in repository.queued(db, limit)]


def take(db: Db, key: int) -> bool:
    """Claim a question; False when another process has it."""
    return repository.take(db, key)


def stuck(db: Db, *, now: datetime) -> list[Question]:
    """Questions whose process died while it asked."""
    return [_question(row) for row in repository.stuck(db, now - STUCK)]


def finish(
    db: Db,
    key: int,
    state: str,
    *,
    answer: str | None = None,
    sources: Sequence[int] = (),
    reason: str | None = None,
    tokens: int = 0,
    now: datetime,
) -> None:
    """Record what became of a question: answered, refused or failed."""
    values: Mapping[str, Any] = {
        "state": state,
        "answer": answer,
        "sources": list(sources),
        "reason": reason,
        "tokens": tokens,
        "finished_at": now,
    }
    repository.finish(db, key, values)


def spent(db: Db, *, since: datetime) -> int:
    """Tokens used by questions asked since then."""
    return repository.spent(db, since)


def latest(db: Db, limit: int = 50) -> list[Question]:
    return [_question(row) for row in repository.latest_slow(db, limit)]


def _question(row: Any) -> Question:
    return Question(
        row.id,
        row.account,
        row.contact_id,
        row.inbox_id,
        row.text,
        row.state,
        row.answer,
        tuple(row.sources),
        row.reason,
        row.tokens,
        row.at,
        row.finished_at,
    )
