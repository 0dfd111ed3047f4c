"""Which keyword reply a line calls for, in time that does not grow with the number of replies."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from knowledge import patterns
from knowledge.values import CONTAINS, EXACT, Keyword, applies, generality
from knowledge.writing import plain


class Keywords:
    """All keyword replies of a house, ready to be matched."""

    def __init__(self, replies: Iterable[Keyword]) -> None:
        self._exact: dict[str, list[Keyword]] = defaultdict(list)
        self._containing: dict[str, list[tuple[str, Keyword]]] = defaultdict(list)
        self._regular: list[tuple[re.Pattern[str], Keyword]] = []
        for reply in replies:
            if reply.active:
                self._add(reply)

    def exact(self, text: str, *, account: str, now: datetime, minute: int) -> Keyword | None:
        """The reply whose words are the whole line."""
        if not self._exact:
            return None
        found = self._exact.get(plain(text), ())
        return _first(reply for reply in found if _holds(reply, account, now, minute))

    def within(self, text: str, *, account: str, now: datetime, minute: int) -> Keyword | None:
        """The reply whose words or pattern are somewhere in the line."""
        if not self._containing and not self._regular:
            return None
        line = plain(text)
        found = [
            reply
            for start in {line[i : i + size] for size in (1, 2) for i in range(len(line))}
            for words, reply in self._containing.get(start, ())
            if words in line
        ]
        found += [reply for pattern, reply in self._regular if patterns.matches(pattern, line)]
        return _first(reply for reply in found if _holds(reply, account, now, minute))

    def _add(self, reply: Keyword) -> None:
        if reply.kind == EXACT:
            self._exact[plain(reply.pattern)].append(reply)
        elif reply.kind == CONTAINS:
            words = plain(reply.pattern)
            self._containing[words[:2]].append((words, reply))
        else:
            self._regular.append((patterns.compiled(reply.pattern), reply))


def _first(replies: Iterable[Keyword]) -> Keyword | None:
    return min(replies, key=_rank, default=None)


def _rank(reply: Keyword) -> tuple[int, int, int]:
    return reply.place, generality(reply.account, reply.starts_at, reply.ends_at), reply.id


def _holds(reply: Keyword, account: str, now: datetime, minute: int) -> bool:
    if not applies(reply.account, reply.starts_at, reply.ends_at, to=account, now=now):
        return False
    start, end = reply.from_minute, reply.to_minute
    if start is None or end is None:
        return True
    return start <= minute < end if start < end else minute >= start or minute < end
