"""Who gets a ticket: online, under capacity, least loaded, then longest idle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from tickets import settings, work
from tickets.errors import IllegalMove
from tickets.repository.assignment import (
    ONLINE,
    candidates,
    orphaned,
    stuck,
    unowned,
)

CLOCK = "clock"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may get a ticket: `load` of `capacity` tickets, idle since the last one."""

    staff_id: int
    load: int
    capacity: int
    last_assigned_at: datetime | None


def choose(candidates: Iterable[Candidate]) -> Candidate | None:
    """The least loaded, then the longest idle; None when all are at their capacity."""
    free = [one for one in candidates if one.load < one.capacity]
    if not free:
        return None
    return min(free, key=lambda one: (one.load, one.last_assigned_at or _NEVER, one.staff_id))


def run(session: Session, *, now: datetime, limit: int = 100) -> int:
    """Give out the tickets nobody has, most urgent first; return how many found an owner.

    The claim is conditional: two workers at once, or a person who is quicker, never assign one
    ticket twice. Where nobody of the VIP team can take one, the ordinary team does at once: who
    is worth most waits no longer than others.
    """
    if not settings.get(session).auto_assign:
        return 0
    given = 0
    for ticket_id, team_id, kind in unowned(session, limit):
        chosen = _free_in(session, team_id, now)
        for other in settings.stand_in(session, team_id, kind) if chosen is None else ():
            chosen = _free_in(session, other, now)
        if chosen is None:
            continue
        try:
            work.claim(session, ticket_id, chosen.staff_id, by=CLOCK, now=now)
        except IllegalMove:
            continue
        given += 1
    return given


def _free_in(session: Session, team_id: int | None, now: datetime) -> Candidate | None:
    return choose(Candidate(*row) for row in candidates(session, team_id, now - ONLINE))


def return_stuck(session: Session, *, now: datetime, limit: int = 100) -> int:
    """Put tickets back into the queue whose owner left, or keeps a customer waiting too long.

    Only tickets with a customer waiting come back, so that nobody loses what is in hand; those of
    a locked account all do.
    """
    rules = settings.get(session)
    returned = _free(session, now, limit)
    for ticket_id in stuck(
        session,
        silent_before=_before(now, rules.owner_silent_minutes),
        away_before=_before(now, rules.owner_offline_minutes),
        now=now,
        limit=limit,
    ):
        try:
            work.give_back(session, ticket_id, by=CLOCK, reason="owner away or silent", now=now)
        except IllegalMove:
            continue
        returned += 1
    return returned


def _free(session: Session, now: datetime, limit: int) -> int:
    """Take what locked accounts own from them; what waits goes on waiting, for whoever is next."""
    found = orphaned(session, limit)
    for ticket_id, state in found:
        if state == "open":
            work.give_back(session, ticket_id, by=CLOCK, reason="account locked", now=now)
        else:
            work.disown(session, ticket_id, by=CLOCK, reason="account locked", now=now)
    return len(found)


def _before(now: datetime, minutes: int) -> datetime | None:
    return now - timedelta(minutes=minutes) if minutes else None
