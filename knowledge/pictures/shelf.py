"""Pictures as answers use them: put on the shelf by staff, named by their digest."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from knowledge.errors import InvalidError
from knowledge.pictures import content as contents
from knowledge.pictures import repository
from knowledge.repository import Db

LIFE = timedelta(days=3)
MARK = "picture:"
"""Before the digest, where an answer's `media_id` names a picture of ours."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its bytes; `width` and `height` in pixels."""

    digest: str
    name: str
    content_type: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Lent:
    """A platform's id of a picture, and when the platform forgets it."""

    media_id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Loan:
    """How an account stands to a picture: lent since, or why not."""

    account: str
    lent_at: datetime | None
    problem: str | None


def put(session: Session, content: bytes, *, name: str, actor: str, now: datetime) -> str:
    """Keep a picture and return its digest; raise `InvalidError` for what is none."""
    kind = contents.recognised(content)
    digest = hashlib.sha256(content).hexdigest()
    row = {
        "digest": digest,
        "name": name[:120],
        "content_type": kind.content_type,
        "width": kind.width,
        "height": kind.height,
        "content": content,
        "created_at": now,
        "created_by": actor,
    }
    repository.add(session, row)
    return digest


def get(db: Db, digest: str) -> Picture | None:
    """A picture with its bytes."""
    row = repository.read(db, digest)
    if row is None:
        return None
    return Picture(row.digest, row.name, row.content_type, row.width, row.height, row.content)


def extra(digest: str) -> dict[str, Any]:
    """The payload by which an answer names a picture of ours."""
    return {"type": "image", "media_id": f"{MARK}{digest}"}


def named(extras: Iterable[Mapping[str, Any]]) -> list[str]:
    """The digests that an answer's extras name."""
    ids = (str(one.get("media_id", "")) for one in extras if one.get("type") == "image")
    return [found.removeprefix(MARK) for found in ids if found.startswith(MARK)]


def check(db: Db, extras: Iterable[Mapping[str, Any]]) -> None:
    """Raise `InvalidError` for a picture that is not on the shelf, as after an import."""
    wanted = set(named(extras))
    if wanted and kept(db, wanted) != wanted:
        raise InvalidError("extras", "missing", "图片")


def kept(db: Db, digests: Iterable[str]) -> set[str]:
    """Those of some digests whose pictures are here."""
    return set(digests) & {row.digest for row in repository.known(db)}


def lent(db: Db) -> dict[tuple[str, str], Lent]:
    """What each account's platform holds, by account and digest."""
    return {
        (row.account, row.digest): Lent(row.media_id, row.lent_at + LIFE)
        for row in repository.all_loans(db)
        if row.media_id is not None
    }


def lent_to(db: Db, account: str, digest: str) -> Lent | None:
    """What one account's platform holds of one picture."""
    row = repository.loan(db, digest, account)
    if row is None or row.media_id is None:
        return None
    return Lent(row.media_id, row.lent_at + LIFE)


def standing(db: Db) -> dict[str, list[Loan]]:
    """By digest, how each account stands to a picture."""
    found: dict[str, list[Loan]] = {}
    for row in repository.all_loans(db):
        loan = Loan(row.account, row.lent_at if row.media_id else None, row.problem)
        found.setdefault(row.digest, []).append(loan)
    return found
