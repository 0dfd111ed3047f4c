"""Monthly quotas per contact: locked, counted, spent and given back, many at once."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from messaging.reach import quota_repository as repository

BATCH = 2_000


def left(
    session: Session, channel: str, period: str, most: int, contacts: Sequence[int]
) -> dict[int, int]:
    """How many each contact may still have in a month; their rows are locked until the commit."""
    return {
        contact: most - used
        for part in _parts(contacts)
        for contact, used in repository.lock(session, channel, period, part).items()
    }


def spend(session: Session, channel: str, period: str, spent: Counter[int]) -> None:
    """Count what contacts get; they were locked by `left`."""
    for times in sorted(set(spent.values())):
        for part in _parts([one for one, count in spent.items() if count == times]):
            repository.spend(session, channel, period, part, times)


def give_back(session: Session, channel: str, period: str, contacts: Sequence[int]) -> None:
    """Undo one each."""
    for part in _parts(contacts):
        repository.give_back(session, channel, period, part)


def _parts(contacts: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(contacts), BATCH):
        yield contacts[start : start + BATCH]
