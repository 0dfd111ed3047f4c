"""The newest live events in memory, for all who listen in this process."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from store.cursor import MOST_MISSING, REACH, Cursor
from store.live import Event

KEPT = 2000
MOST_ANSWERS = 200
LATE_SECONDS = 60.0
"""How long an id that was passed over may still come: longer than any transaction lasts."""


@dataclass(frozen=True)
class News:
    """What a listener had not heard, and the cursor to ask with next."""

    cursor: Cursor
    events: tuple[Event, ...] = ()

    @cached_property
    def told(self) -> str:
        """The events as a JSON list; what would be said twice is said once."""
        return f"[{','.join(dict.fromkeys(event.text for event in self.events))}]"


class Tail:
    """Events in the order they were heard of, and the ids that were passed over on the way.

    Not safe for threads; whoever owns it locks. Listeners stand at few cursors, so an answer is
    made once and kept until something new is heard.
    """

    def __init__(self, newest: Sequence[Event], at: float) -> None:
        """Begin with the newest events there are, by id."""
        is_whole = len(newest) < KEPT
        self._floor = 0 if is_whole or not newest else newest[0].id - 1
        self._newest = max(0, newest[0].id - 1 - is_whole * MOST_MISSING) if newest else 0
        self._heard: deque[Event] = deque()
        self._late: dict[int, float] = {}
        self._answers: dict[Cursor, News] = {}
        self.add(newest, at)

    @property
    def cursor(self) -> Cursor:
        """What everybody has heard who has heard all of this."""
        return Cursor(self._newest, tuple(sorted(self._late)[-MOST_MISSING:]))

    def add(self, found: Iterable[Event], at: float) -> bool:
        """Take in what a look has found, by id, at monotonic second `at`; whether it is new."""
        fresh = [event for event in found if self._is_fresh(event.id, at)]
        self._heard.extend(fresh)
        while len(self._heard) > KEPT:
            self._floor = max(self._floor, self._heard.popleft().id)
        given_up = [one for one, since in self._late.items() if since < at - LATE_SECONDS]
        for one in given_up:
            del self._late[one]
        if fresh or given_up:
            self._answers.clear()
        return bool(fresh)

    def after(self, cursor: Cursor) -> News | None:
        """What `cursor` has not heard; None where it reaches back further than memory."""
        if (answer := self._answers.get(cursor)) is None and self._covers(cursor):
            if len(self._answers) >= MOST_ANSWERS:
                self._answers.clear()
            answer = self._answers[cursor] = self._answer(cursor)
        return answer

    def goal(self, cursor: Cursor) -> Cursor:
        """Where a listener at `cursor` stands once it has heard all of this.

        An id that this process has not reached itself stays missing.
        """
        wanted = set(cursor.missing)
        late = [one for one in self._late if one > cursor.newest or one in wanted]
        ahead = [one for one in wanted if one > self._newest]
        missing = tuple(sorted({*late, *ahead})[-MOST_MISSING:])
        return Cursor(max(self._newest, cursor.newest), missing)

    def _is_fresh(self, number: int, at: float) -> bool:
        if number <= self._newest:
            return self._late.pop(number, None) is not None
        begin = max(self._newest + 1, number - REACH)
        self._late.update(dict.fromkeys(range(begin, number), at))
        self._newest = number
        return True

    def _covers(self, cursor: Cursor) -> bool:
        """A cursor somewhat ahead comes from a process that has looked a moment later."""
        is_near = self._floor <= cursor.newest <= self._newest + KEPT
        return is_near and all(one > self._floor or one in self._late for one in cursor.missing)

    def _answer(self, cursor: Cursor) -> News:
        wanted = set(cursor.missing)
        events = [one for one in self._heard if one.id > cursor.newest or one.id in wanted]
        return News(self.goal(cursor), tuple(events))


def replayed(cursor: Cursor, goal: Cursor, found: Sequence[Event], limit: int) -> News:
    """The news of a cursor out of reach, from at most `limit` events that were read for it.

    `goal` was taken before they were read: what came since then is heard the next time.
    """
    events = [event for event in found if event.id <= goal.newest]
    reached = events[-1].id if len(events) == limit else goal.newest
    heard = {event.id for event in events}
    missing = (one for one in goal.missing if one <= reached and one not in heard)
    return News(Cursor(max(reached, cursor.newest), tuple(missing)), tuple(events))
