"""What staff wrote and has not left when its ticket ends.

A timed reply is taken back: nothing may come out of a settled matter by itself. A held one stays
as the last word, since whoever wrote it thinks of the customer as answered: it goes when they
write next, whatever its age, for as long as the ticket could open again. One that had become old
before the end, and that nobody confirmed, is taken back; so is all when the customer withdraws.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from messaging import outbox
from tickets import scheduled, settings
from tickets.repository import replies as sent
from tickets.repository import tickets as repository
from tickets.repository.rows import Db


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many replies are timed, are held, and are held but old."""

    timed: int
    held: int
    stale: int


def of(session: Db, ticket_id: int, *, now: datetime) -> Unsent:
    """What the end of a ticket would take back or leave."""
    timed = len(sent.to_leave(session, ticket_id, now=now))
    held, stale = (len(sent.held(session, ticket_id, stale=old)) for old in (False, True))
    return Unsent(timed, held, stale)


def at_end(session: Session, ticket_id: int, *, now: datetime) -> None:
    """The ticket is settled."""
    scheduled.take_back(session, ticket_id, now=now)
    _take_back(session, ticket_id, sent.held(session, ticket_id, stale=True), now)
    rules = settings.get(session)
    if rules.hold_stale_hours:
        kept = timedelta(days=rules.reopen_days) or timedelta(hours=rules.hold_stale_hours)
        sent.keep_held(session, ticket_id, now + kept)


def at_withdrawal(session: Session, ticket_id: int, *, now: datetime) -> None:
    """The customer wants no answer any more."""
    scheduled.take_back(session, ticket_id, now=now)
    held = [sent.held(session, ticket_id, stale=old) for old in (False, True)]
    _take_back(session, ticket_id, [*held[0], *held[1]], now)


def at_reopening(session: Db, ticket_id: int) -> None:
    """What is held is no last word any more: it becomes old like any other."""
    sent.keep_held(session, ticket_id, None)


def _take_back(session: Session, ticket_id: int, held: Sequence[int], now: datetime) -> None:
    taken = [one for one in held if outbox.cancel(session, one, now=now)]
    if taken:
        detail = {"count": len(taken)}
        repository.note(session, ticket_id, "holds_ended", "clock", now=now, detail=detail)
