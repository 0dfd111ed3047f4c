"""Quiet hours and frequency caps, asked again at the moment of sending."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from messaging.gates import Gate, Pending, Verdict
from messaging.reach import history_repository as repository
from messaging.reach import rules
from messaging.reach.quiet import next_loud
from messaging.reach.rules import Cap
from messaging.reach.values import FREQUENCY_CAP, QUIET_HOURS

Sent = Sequence[tuple[datetime, str]]
"""When what categories were sent to somebody, oldest first."""

Person = tuple[str, int]
"""("member", id), or ("contact", id) of a contact that is nobody's."""


def quiet_hours(timezone: ZoneInfo) -> Gate:
    """A gate that postpones to the end of the quiet hours of the shop's zone."""

    def gate(session: Session, pending: Sequence[Pending], now: datetime) -> Mapping[int, Verdict]:
        quiet = rules.in_force(session).quiet
        ends = {row.category: now for row in pending}
        ends = {category: next_loud(quiet, category, now, timezone) for category in ends}
        return {
            row.id: Verdict(QUIET_HOURS, ends[row.category])
            for row in pending
            if ends[row.category] > now
        }

    return gate


def frequency_caps(
    session: Session, pending: Sequence[Pending], now: datetime
) -> Mapping[int, Verdict]:
    """A gate that postpones what a cap forbids until the cap has room again.

    Whoever claims holds the locks of all contacts of these members, so that two workers do not
    both find the last place; within a batch, what may go counts for the rows after it.
    """
    caps = rules.in_force(session).caps
    limited = [row for row in pending if any(row.category in cap.categories for cap in caps)]
    if not limited:
        return {}
    members = sorted({row.member_id for row in limited if row.member_id is not None})
    contacts = sorted({row.contact_id for row in limited if row.member_id is None})
    since = now - longest(caps)
    sent = gathered(repository.sent(session, members, contacts, since))
    verdicts = {}
    for row in pending:
        person = person_of(row.member_id, row.contact_id)
        until = capped_until(caps, row.category, sent[person], now)
        if until is None:
            insort(sent[person], (now, row.category))
        else:
            verdicts[row.id] = Verdict(FREQUENCY_CAP, until)
    return verdicts


def person_of(member_id: int | None, contact_id: int) -> Person:
    return ("contact", contact_id) if member_id is None else ("member", member_id)


def longest(caps: Iterable[Cap]) -> timedelta:
    """How far back any cap looks."""
    return timedelta(hours=max((cap.hours for cap in caps), default=0))


def gathered(
    rows: Iterable[tuple[int | None, int, str, datetime]],
) -> defaultdict[Person, list[tuple[datetime, str]]]:
    """(member, contact, category, instant) → what each person was sent, oldest first."""
    found: defaultdict[Person, list[tuple[datetime, str]]] = defaultdict(list)
    for member_id, contact_id, category, at in rows:
        found[person_of(member_id, contact_id)].append((at, category))
    for sent in found.values():
        sent.sort()
    return found


def capped_until(caps: Iterable[Cap], category: str, sent: Sent, now: datetime) -> datetime | None:
    """When the last cap in the way has room again; None when none is in the way.

    A message counts for exactly `hours` from its instant on.
    """
    ends = []
    for cap in caps:
        if category not in cap.categories:
            continue
        span = timedelta(hours=cap.hours)
        counted = [at for at, one in sent if one in cap.counting and at > now - span]
        if len(counted) >= cap.most:
            ends.append(counted[-cap.most] + span)
    return max(ends, default=None)
