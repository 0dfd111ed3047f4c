"""Saving menus: every one is kept, the newest counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from knowledge.errors import ChangedMeanwhileError, MissingError
from knowledge.menus import repository
from knowledge.menus.default import DEFAULT
from knowledge.menus.values import Menu, check, from_document, to_document
from store.statements import Db

MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Saved:
    """A menu with its number; 0 is the one we bring along."""

    number: int
    menu: Menu


@dataclass(frozen=True, slots=True)
class Version:
    """When a menu was saved and by whom."""

    number: int
    saved_at: datetime
    saved_by: str


def save(
    session: Session, menu: Menu, *, seen: int, wishes: Collection[str], actor: str, now: datetime
) -> int:
    """Keep a menu as the version after `seen`, and return its number.

    Raise `InvalidError` naming the place, and `ChangedMeanwhileError` when `seen` is not the
    newest any more.
    """
    check(menu, wishes)
    newest = current(session).number
    row = {
        "number": newest + 1,
        "document": to_document(menu),
        "saved_at": now,
        "saved_by": actor,
    }
    if seen != newest or not repository.add_version(session, row):
        raise ChangedMeanwhileError(current(session).number)
    return newest + 1


def current(db: Db) -> Saved:
    """The newest menu."""
    row = repository.newest_version(db)
    return Saved(0, DEFAULT) if row is None else Saved(row.number, from_document(row.document))


def get(db: Db, number: int) -> Saved:
    """A menu by its number; raise `MissingError`."""
    if number == 0:
        return Saved(0, DEFAULT)
    row = repository.version(db, number)
    if row is None:
        raise MissingError("menu", number)
    return Saved(number, from_document(row.document))


def versions(db: Db) -> list[Version]:
    """The newest `MOST_LISTED`, newest first."""
    return [Version(*tuple(row)) for row in repository.newest_versions(db, MOST_LISTED)]
