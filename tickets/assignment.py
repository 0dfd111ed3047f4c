"""Who gets a ticket: online, under capacity, least loaded, then longest idle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from tickets import hours, settings, work
from tickets.calendar import BusinessCalendar, NeverOpenError
from tickets.errors import IllegalMove
from tickets.repository.assignment import (
    ONLINE,
    Stuck,
    candidates,
    let_go,
    orphaned,
    stuck,
    unowned,
)

CLOCK = "clock"
GONE = "owner away or silent"
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
    ticket twice. Where nobody of the VIP team can take one, or a team has nobody any more, the
    ordinary team does at once. Those who wait for a team that is busy keep no other one idle.
    """
    if not settings.get(session).auto_assign:
        return 0
    given, busy = 0, set[tuple[int | None, str]]()
    while True:
        found, known = unowned(session, limit, busy), len(busy)
        for ticket_id, team_id, kind in found:
            free = [] if (team_id, kind) in busy else _free(session, team_id, kind, now)
            if not free:
                busy.add((team_id, kind))
                continue
            given += _give(session, ticket_id, free, now)
        if len(found) < limit or len(busy) == known:
            return given


def _free(session: Session, team_id: int | None, kind: str, now: datetime) -> list[Candidate]:
    """Who may take such a ticket: of its team, else of those who stand in for it."""
    free = _free_in(session, team_id, now)
    for other in () if free else settings.stand_in(session, team_id, kind):
        free = _free_in(session, other, now)
    return free


def _give(session: Session, ticket_id: int, free: list[Candidate], now: datetime) -> bool:
    """Claim a ticket for one of them: who let it go is the last to get it again, and does not at
    all where a person said so."""
    gone, by_hand = let_go(session, ticket_id)
    others = [one for one in free if one.staff_id != gone]
    chosen = choose(others if others or by_hand else free)
    if chosen is None:
        return False
    try:
        work.claim(session, ticket_id, chosen.staff_id, by=CLOCK, now=now)
    except IllegalMove:
        return False
    return True


def _free_in(session: Session, team_id: int | None, now: datetime) -> list[Candidate]:
    found = (Candidate(*row) for row in candidates(session, team_id, now - ONLINE))
    return [one for one in found if one.load < one.capacity]


def return_stuck(session: Session, *, now: datetime, limit: int = 100) -> int:
    """Put tickets back into the queue whose owner left, or keeps a customer waiting too long.

    The wait counts in business time: at night nobody is away. Only tickets with a customer
    waiting come back, so that nobody loses what is in hand; those of a locked account all do.
    """
    rules = settings.get(session)
    returned = _take_from_locked(session, now, limit)
    waiting = stuck(
        session,
        silent_before=_before(now, rules.owner_silent_minutes),
        away_before=_before(now, rules.owner_offline_minutes),
        now=now,
    )
    waited = Waits(session, now)
    for one in waiting:
        if returned >= limit:
            break
        patience = rules.owner_offline_minutes if one.away else rules.owner_silent_minutes
        if not patience or waited.minutes(one) < patience:
            continue
        try:
            work.give_back(session, one.ticket_id, by=CLOCK, reason=GONE, now=now)
        except IllegalMove:
            continue
        returned += 1
    return returned


class Waits:
    """How long customers have waited, in the hours of each team, read once."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._calendars: dict[int | None, BusinessCalendar] = {}

    def minutes(self, one: Stuck) -> float:
        """Business minutes; those on the wall where nobody ever works."""
        if one.team_id not in self._calendars:
            self._calendars[one.team_id] = hours.calendar_of(self._session, one.team_id)
        calendar = self._calendars[one.team_id]
        try:
            calendar.next_open(self._now)
        except NeverOpenError:
            return (self._now - one.since) / timedelta(minutes=1)
        return calendar.minutes_between(one.since, self._now)


def _take_from_locked(session: Session, now: datetime, limit: int) -> int:
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
