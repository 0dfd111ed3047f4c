"""Gathering outbox rows of the channel "mass" into mass sends by list.

The platform takes 2 to 10,000 receivers of one content in a call, and 100 such calls a day; so
rows that say the same for the same author wait until nothing has been added for a while.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from messaging.gates import Gate, Pending, Verdict
from messaging.reach import mass, mass_repository
from messaging.reach.mass_values import LIST, Draft
from messaging.reach.values import BLOCKED_CONTACT, MASS_NEEDS_TWO, UNFOLLOWED

SETTLED = timedelta(seconds=60)
EXPIRED = "expired"


def gather(
    session: Session, wanted: Sequence[str], gates: Sequence[Gate] = (), *, now: datetime
) -> Counter[str]:
    """Make sends of what is due for these accounts; count the rows by what became of them."""
    counts: Counter[str] = Counter()
    for group in mass_repository.due_groups(session, wanted, now):
        if group.rows >= LIST[1] or group.newest <= now - SETTLED:
            counts += _gather_group(session, group, gates, now)
    return counts


def _gather_group(
    session: Session, group: Any, gates: Sequence[Gate], now: datetime
) -> Counter[str]:
    size = LIST[1] - 1 if group.rows == LIST[1] + 1 else LIST[1]
    rows = mass_repository.due_rows(session, group, now, size)
    mass_repository.lock_people(session, rows)
    verdicts = _verdicts(session, rows, gates, now)
    counts = _objected(session, rows, verdicts, now)
    going = _one_each([row for row in rows if row.id not in verdicts])
    if not going:
        return counts
    ids = [row.id for row in going]
    if len(going) < LIST[0]:
        mass_repository.end_rows(session, ids, MASS_NEEDS_TWO, now)
        return counts + Counter(blocked=len(ids))
    draft = Draft(
        account=group.account,
        payload=group.payload["content"],
        category=group.category,
        author=group.author,
        key=f"outbox:{going[0].id}:{going[0].attempts}",
    )
    receivers = [(row.contact_id, row.id) for row in going]
    [send_id] = mass.create(session, draft, receivers, now=now)
    mass_repository.hold_rows(session, ids, f"mass:{send_id}", now)
    return counts + Counter(gathered=len(ids))


def _one_each(rows: Sequence[Any]) -> list[Any]:
    """A contact is in a list once; a second row of theirs waits for the next."""
    first: dict[int, Any] = {}
    for row in rows:
        first.setdefault(row.contact_id, row)
    return list(first.values())


def _verdicts(
    session: Session, rows: Sequence[Any], gates: Sequence[Gate], now: datetime
) -> dict[int, Verdict]:
    found = {row.id: Verdict(rule) for row in rows if (rule := _forbidden(row, now))}
    for gate in gates:
        pending = [_pending(row) for row in rows if row.id not in found]
        found.update(gate(session, pending, now) if pending else {})
    return found


def _forbidden(row: Any, now: datetime) -> str:
    if row.expires_at is not None and row.expires_at <= now:
        return EXPIRED
    if row.blocked:
        return BLOCKED_CONTACT
    return "" if row.subscribed else UNFOLLOWED


def _pending(row: Any) -> Pending:
    return Pending(**{name: getattr(row, name) for name in Pending.__dataclass_fields__})


def _objected(
    session: Session, rows: Sequence[Any], verdicts: Mapping[int, Verdict], now: datetime
) -> Counter[str]:
    """Write down what the verdicts say, those that are alike together."""
    known = {row.id for row in rows}
    objected = sorted(
        ((verdict, one) for one, verdict in verdicts.items() if one in known),
        key=lambda pair: (pair[0].rule, pair[0].until or now, pair[1]),
    )
    counts: Counter[str] = Counter()
    for verdict, pairs in groupby(objected, key=lambda pair: pair[0]):
        ids = [one for _, one in pairs]
        if verdict.until is None:
            mass_repository.end_rows(session, ids, verdict.rule, now)
        else:
            mass_repository.postpone_rows(session, ids, verdict.rule, verdict.until)
        counts["postponed" if verdict.until else "blocked"] += len(ids)
    return counts
