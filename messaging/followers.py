"""Reading who follows an account, so that those who followed before we came are contacts too."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from messaging.repository import contacts as repository
from store.clock import Clock
from store.transactions import Store

TOGETHER = 500
Page = Callable[[str], Sequence[str]]
"""The platform's next followers behind one of them ("" for the first); empty at the end."""


@dataclass(frozen=True, slots=True)
class Synced:
    """How many follow, how many of them were `new`, and how many followed `again` (or were known
    by name only, such as from an import)."""

    followers: int = 0
    new: int = 0
    again: int = 0

    def __add__(self, other: "Synced") -> "Synced":
        return Synced(
            self.followers + other.followers, self.new + other.new, self.again + other.again
        )


def sync(store: Store, account: str, page: Page, clock: Clock) -> Synced:
    """Note everybody who follows the account; raises what `page` raises.

    What is noted stays: done again after it broke off, it passes over those who are known. Nobody
    is taken for gone: whom a long list lacks may have followed while it was read.
    """
    done = Synced()
    for openids, asked_at in _pages(page, clock):
        for start in range(0, len(openids), TOGETHER):
            part = openids[start : start + TOGETHER]
            done += store.work(partial(_note, account=account, openids=part, at=asked_at))
    return done


def _pages(page: Page, clock: Clock) -> Iterator[tuple[Sequence[str], datetime]]:
    after, asked_at = "", clock.now()
    while (openids := page(after)) and openids[-1] != after:
        yield openids, asked_at
        after, asked_at = openids[-1], clock.now()


def _note(session: Session, account: str, openids: Sequence[str], at: datetime) -> Synced:
    """They followed `at` that instant; who has left since is left alone."""
    new = repository.add_followers(session, account, openids, at)
    return Synced(len(openids), new, repository.follow_again(session, account, openids, at))
