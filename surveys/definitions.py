"""Surveys as staff keep them: saved in versions, so that answers keep their questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from membership.errors import FieldError
from surveys import reading
from surveys.defaults import DEFAULTS
from surveys.definition import parse
from surveys.errors import NotFoundError
from surveys.repository import definitions as repository
from surveys.repository.rows import Db
from surveys.values import Definition, SurveyInfo

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Version:
    """One saved version of a survey."""

    number: int
    saved_at: datetime
    saved_by: str


def listed(db: Db) -> list[SurveyInfo]:
    """Every survey, oldest first."""
    return [_info(row) for row in repository.listed(db)]


def active(db: Db) -> list[SurveyInfo]:
    """The surveys that are switched on."""
    return [_info(row) for row in repository.active(db)]


def get(db: Db, survey_id: int) -> SurveyInfo:
    """The survey, or `NotFoundError`."""
    return _info(_found(repository.by_id(db, survey_id), survey_id))


def by_key(db: Db, key: str) -> SurveyInfo:
    """The survey of this key, or `NotFoundError`."""
    return _info(_found(repository.by_key(db, key), key))


def at_version(db: Db, survey_id: int, version: int) -> Definition:
    """What a version asked, or `NotFoundError`."""
    return parse(_found(repository.document(db, survey_id, version), (survey_id, version)))


def versions(db: Db, survey_id: int) -> list[Version]:
    """What was saved when and by whom, newest first."""
    return [Version(row[0], row[1], row[2]) for row in repository.versions(db, survey_id)]


def create(
    session: Session,
    key: str,
    document: Mapping[str, Any],
    *,
    actor: str,
    now: datetime,
    active: bool = False,
) -> SurveyInfo:
    """Make a survey; raise `FieldError` naming the field, `key` when it is taken."""
    name = reading.key("key", key)
    definition = parse(document)
    row = {
        "key": name,
        **_columns(definition),
        "active": active,
        "version": 1,
        "created_at": now,
        **repository.touch(now, actor),
    }
    if not repository.add(session, row):
        raise FieldError("key", "taken", name)
    made = _found(repository.by_key_alone(session, name), name)
    _keep(session, made, 1, document, actor, now)
    return get(session, made)


def save(
    session: Session,
    survey_id: int,
    document: Mapping[str, Any],
    *,
    based_on: int,
    actor: str,
    now: datetime,
) -> SurveyInfo:
    """Save the next version; invitations that went out keep theirs.

    `based_on` is the version that was edited: raise `FieldError("version", "changed")` when
    somebody saved meanwhile. The kind of a survey stays, since scores of two kinds do not compare.
    """
    before = get(session, survey_id)
    definition = parse(document)
    if definition.kind != before.definition.kind:
        raise FieldError("kind", "changed", before.definition.kind)
    values = {**_columns(definition), "version": based_on + 1, **repository.touch(now, actor)}
    if not repository.set_current(session, survey_id, values, was=based_on):
        raise FieldError("version", "changed", before.version)
    _keep(session, survey_id, based_on + 1, document, actor, now)
    return get(session, survey_id)


def switch(session: Session, survey_id: int, *, on: bool, actor: str, now: datetime) -> None:
    """Let a survey ask, or stop it; what waits to be sent is held back by the gate."""
    values = {"active": on, **repository.touch(now, actor)}
    if not repository.set_current(session, survey_id, values):
        raise NotFoundError("survey", survey_id)


def ensure_defaults(session: Session, *, now: datetime) -> int:
    """Give a shop that has no survey the defaults; return how many were made."""
    if repository.count(session):
        return 0
    for key, (document, on) in DEFAULTS.items():
        create(session, key, document, actor=SYSTEM, now=now, active=on)
    return len(DEFAULTS)


def _columns(definition: Definition) -> dict[str, Any]:
    return {
        "name": definition.name,
        "kind": definition.kind,
        "relation": definition.relation,
    }


def _keep(
    session: Session,
    survey_id: int,
    version: int,
    document: Mapping[str, Any],
    actor: str,
    now: datetime,
) -> None:
    row = {
        "survey_id": survey_id,
        "version": version,
        "document": dict(document),
        "created_at": now,
        "created_by": actor,
    }
    repository.add_version(session, row)


def _found(row: Any, key: object) -> Any:
    if row is None:
        raise NotFoundError("survey", key)
    return row


def _info(row: Any) -> SurveyInfo:
    return SurveyInfo(
        id=row.id,
        key=row.key,
        active=row.active,
        version=row.version,
        definition=parse(row.document),
        document=row.document,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
