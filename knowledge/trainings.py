"""Trainings that staff ask for, and what they decide about the models that come of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from knowledge import learning
from knowledge import trainings_repository as repository
from knowledge.errors import InvalidError, MissingError
from knowledge.repository import Db

ENOUGH = 50
"""So many new corrections start a training by themselves."""
AUTOMATIC = "auto"
AGAIN_AFTER = timedelta(days=1)
LONGEST = timedelta(minutes=30)
ADOPTED, REJECTED = "adopted", "rejected"


@dataclass(frozen=True, slots=True)
class Run:
    """A training: wanted → running → done (with its model) | failed (with its problem)."""

    id: int
    state: str
    wanted_by: str
    wanted_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version_id: int | None
    problem: str | None

    @property
    def is_open(self) -> bool:
        return self.state in repository.OPEN


def want(session: Session, *, actor: str, now: datetime) -> bool:
    """Ask for a training; False when one is asked for or running already."""
    run = latest(session)
    if run is not None and run.is_open:
        return False
    repository.add(session, {"state": "wanted", "wanted_by": actor, "wanted_at": now})
    return True


def want_when_enough(session: Session, *, now: datetime) -> bool:
    """Ask for a training once `ENOUGH` corrections wait, at most once a day."""
    return _is_worth_it(session, latest(session), now) and want(session, actor=AUTOMATIC, now=now)


def is_due(db: Db, *, now: datetime) -> bool:
    """Whether there is anything to carry out."""
    run = latest(db)
    return (run is not None and run.is_open) or _is_worth_it(db, run, now)


def _is_worth_it(db: Db, last: Run | None, now: datetime) -> bool:
    if last is not None and (last.is_open or now - last.wanted_at < AGAIN_AFTER):
        return False
    return waiting(db) >= ENOUGH


def waiting(db: Db) -> int:
    """Corrections that no model has learned yet."""
    return repository.corrected_since_training(db)


def latest(db: Db) -> Run | None:
    row = repository.latest(db)
    return None if row is None else Run(*tuple(row))


def take(session: Session, *, now: datetime) -> int | None:
    """Claim the training that waits, after giving up on one whose process died."""
    given_up = {"state": "failed", "problem": "interrupted", "finished_at": now}
    repository.interrupt(session, now - LONGEST, given_up)
    return repository.take(session, now)


def done(session: Session, run_id: int, version_id: int, *, now: datetime) -> None:
    """Record the model that a training made."""
    values = {"state": "done", "version_id": version_id, "finished_at": now}
    repository.finish(session, run_id, values)


def failed(session: Session, run_id: int, problem: str, *, now: datetime) -> None:
    """Record why a training made no model."""
    repository.finish(
        session, run_id, {"state": "failed", "problem": problem[:64], "finished_at": now}
    )


def decide(session: Session, version_id: int, decision: str, *, actor: str, now: datetime) -> None:
    """Adopt a model, which then serves everywhere within seconds, or reject it.

    Raise `InvalidError` for another decision and `MissingError` for a model that is not there.
    """
    if decision not in (ADOPTED, REJECTED):
        raise InvalidError("decision", "unknown", decision)
    values = {"decision": decision, "decided_by": actor, "decided_at": now}
    if not repository.decide(session, version_id, values):
        raise MissingError("model", version_id)
    if decision == ADOPTED:
        learning.activate(session, version_id)
