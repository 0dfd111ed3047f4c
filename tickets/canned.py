"""话术库: sentences used again and again, with {{variables}}."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tickets import pictures
from tickets.errors import Missing, NotFound, Taken
from tickets.repository import canned as repository
from tickets.repository.rows import Db

VARIABLES = ("name", "points", "level", "number", "staff")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Canned:
    id: int
    shortcut: str
    title: str
    text: str
    used: int
    picture: str | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A reply with its variables filled in; `missing` names those nothing is known for."""

    text: str
    missing: tuple[str, ...]


def everything(session: Db) -> list[Canned]:
    """All canned replies, by shortcut."""
    return [Canned(*row) for row in repository.everything(session)]


def save(
    session: Session,
    canned_id: int | None,
    shortcut: str,
    title: str,
    text: str,
    *,
    picture: str = "",
    now: datetime,
) -> int:
    """Write a canned reply, new without an id; `picture` is the digest of one on the shelf.

    A picture may do without text. `Missing` names a field without words, or "unknown_variable"
    where nothing would ever be put in; `NotFound` when the picture is not on the shelf, `Taken`
    when the shortcut is in use.
    """
    said = {"shortcut": shortcut.strip(), "title": title.strip(), "text": text.strip()}
    for field, value in said.items():
        if not value and not (field == "text" and picture):
            raise Missing(field)
    if not set(gaps(said["text"])) <= set(VARIABLES):
        raise Missing("unknown_variable")
    if picture:
        pictures.payload(session, picture)
    values = {**said, "picture": picture or None, "changed_at": now}
    try:
        with session.begin_nested():
            if canned_id is None:
                return repository.add(session, values)
            found = repository.change(session, canned_id, values)
    except IntegrityError:
        raise Taken(said["shortcut"]) from None
    if not found:
        raise NotFound("canned", canned_id)
    return canned_id


def drop(session: Db, canned_id: int) -> None:
    """Forget a canned reply."""
    repository.drop(session, canned_id)


def gaps(text: str) -> tuple[str, ...]:
    """The variables that nothing was put in for, those we do not have among them."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


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
