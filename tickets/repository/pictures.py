"""Queries on the pictures that staff send."""

from sqlalchemy import select, union

from tickets import models
from tickets.repository import rows
from tickets.repository.rows import Db

_sent = rows.table(models.SentPicture)
_canned = rows.table(models.CannedReply)


def note_sent(session: Db, outbox_id: int, digest: str) -> None:
    """One message shows one picture."""
    rows.put(session, _sent, outbox_id=outbox_id, digest=digest)


def in_use(session: Db) -> set[str]:
    """The pictures that a thread or a canned reply shows."""
    shown = select(_canned.c.picture).where(_canned.c.picture.is_not(None))
    return set(session.execute(union(select(_sent.c.digest), shown)).scalars())
