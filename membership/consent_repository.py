"""The statements of what contacts and members answered."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from membership.models import Consent
from store.statements import Db, insert_once, table

CONSENTS = table(Consent)
_of_subjects = (
    sa.select(CONSENTS)
    .where(CONSENTS.c.subject.in_(sa.bindparam("subjects", expanding=True)))
    .order_by(CONSENTS.c.changed_at, CONSENTS.c.id)
)
_locking = _of_subjects.with_for_update()


def of_subjects(db: Db, subjects: Sequence[str]) -> Sequence[Any]:
    """What these have answered, the oldest answer first."""
    return db.execute(_of_subjects, {"subjects": list(subjects)}).all()


def lock(db: Db, subject: str) -> Sequence[Any]:
    return db.execute(_locking, {"subjects": [subject]}).all()


def add(db: Db, row: Mapping[str, Any]) -> bool:
    return insert_once(db, CONSENTS, row)


def change(db: Db, number: int, values: Mapping[str, Any]) -> None:
    db.execute(CONSENTS.update().where(CONSENTS.c.id == number).values(dict(values)))
