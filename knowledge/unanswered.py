"""Lines that nobody answered well: collected, and grouped so that one answer settles many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from knowledge import feedback_repository as repository
from knowledge.search import Cut, terms
from knowledge.values import Line

LATEST = 1500
ALIKE = 0.5
FORGOTTEN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that ask the same, the newest first; `lead` speaks for them."""

    lead: Line
    lines: tuple[Line, ...]


def note(
    session: Session,
    text: str,
    *,
    account: str,
    contact_id: int,
    inbox_id: int,
    reason: str,
    guess: str | None = None,
    now: datetime,
) -> None:
    """Collect a line, once for each message; an empty one says nothing."""
    if text.strip():
        row = {
            "account": account,
            "contact_id": contact_id,
            "inbox_id": inbox_id,
            "text": text[:300],
            "guess": guess,
            "reason": reason,
            "state": "open",
            "at": now,
        }
        repository.add_line(session, row)


def groups(session: Session, cut: Cut) -> list[Group]:
    """The open lines grouped by what they ask, the largest group first."""
    return grouped(repository.open_lines(session, LATEST), cut)


def grouped(lines: Iterable[Line], cut: Cut) -> list[Group]:
    """Put each line to the first group whose lead shares at least `ALIKE` of their words."""
    leads: list[tuple[set[str], list[Line]]] = []
    groups_with: dict[str, set[int]] = {}
    for line in lines:
        words = set(terms(line.text, cut))
        near = {number for word in words for number in groups_with.get(word, ())}
        home = max(near, key=lambda number: _alike(words, leads[number][0]), default=None)
        if home is not None and _alike(words, leads[home][0]) >= ALIKE:
            leads[home][1].append(line)
            continue
        for word in words:
            groups_with.setdefault(word, set()).add(len(leads))
        leads.append((words, [line]))
    found = [Group(members[0], tuple(members)) for _, members in leads]
    return sorted(found, key=lambda group: -len(group.lines))


def settle(session: Session, keys: Iterable[int], *, answered: bool) -> int:
    """Take lines off the list, answered or waved off; return how many."""
    return repository.settle_lines(session, keys, "answered" if answered else "ignored")


def forget_old(session: Session, *, now: datetime) -> int:
    """Wave off what nobody looked at for `FORGOTTEN`."""
    return repository.prune(session, now - FORGOTTEN)


def count(session: Session) -> int:
    return repository.open_count(session)


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
