"""话术库: sentences used again and again, with {{variables}}."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tickets import models, rows
from tickets.errors import Missing, NotFound, Taken
from tickets.rows import Db

VARIABLES = ("name", "points", "level", "number", "staff")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_canned = rows.table(models.CannedReply)


@dataclass(frozen=True, slots=True)
class Canned:
    id: int
    shortcut: str
    title: str
    text: str
    used: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A reply with its variables filled in; `missing` names those nothing is known for."""

    text: str
    missing: tuple[str, ...]


def everything(session: Db) -> list[Canned]:
    """All canned replies, by shortcut."""
    columns = ("id", "shortcut", "title", "text", "used")
    query = select(*(_canned.c[name] for name in columns)).order_by(_canned.c.shortcut)
    return [Canned(*row) for row in session.execute(query)]


def save(
    session: Session, canned_id: int | None, shortcut: str, title: str, text: str, *, now: datetime
) -> int:
    """Write a canned reply, new without an id. `Taken` when the shortcut is in use."""
    values = {"shortcut": shortcut.strip(), "title": title.strip(), "text": text.strip()}
    for field, value in values.items():
        if not value:
            raise Missing(field)
    try:
        with session.begin_nested():
            if canned_id is None:
                return rows.add(session, _canned, **values, changed_at=now)
            changed = session.execute(
                update(_canned).where(_canned.c.id == canned_id).values(**values, changed_at=now)
            )
    except IntegrityError:
        raise Taken(values["shortcut"]) from None
    if not rows.count(changed):
        raise NotFound("canned", canned_id)
    return canned_id


def drop(session: Db, canned_id: int) -> None:
    """Forget a canned reply."""
    session.execute(delete(_canned).where(_canned.c.id == canned_id))


def fill(text: str, known: Mapping[str, str]) -> Filled:
    """Put values in; a variable without one stays as it is, so that nobody sends a gap."""
    missing: list[str] = []

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if known.get(name):
            return known[name]
        missing.append(name)
        return found[0]

    return Filled(_VARIABLE.sub(value, text), tuple(dict.fromkeys(missing)))
