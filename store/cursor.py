"""How far a listener has heard: a place in the live events that survives late commits."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_MISSING = 100
REACH = 1000
"""Ids further than this below the newest are not waited for: what skips more is no late commit."""
_MOST_DIGITS = 17
_MOST_TEXT = _MOST_DIGITS + MOST_MISSING * 8


@dataclass(frozen=True, slots=True)
class Cursor:
    """Every event up to `newest` was heard, except those `missing`, which may still come.

    An id is given before the commit: on PostgreSQL and MariaDB a lower one may appear after a
    higher one. The missing ids are ascending, below `newest`, and the youngest
    `MOST_MISSING` at most.
    """

    newest: int
    missing: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Text for an address or an event stream: `120`, or `120-2.7` without 118 and 113."""
        if not self.missing:
            return str(self.newest)
        distances = (str(self.newest - one) for one in reversed(self.missing))
        return f"{self.newest}-{'.'.join(distances)}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor that `str` wrote; None for anything else."""
        newest, dash, rest = text.partition("-")
        distances = rest.split(".") if dash else []
        if len(text) > _MOST_TEXT or not all(map(_is_number, (newest, *distances))):
            return None
        last = int(newest)
        missing = sorted({last - int(one) for one in distances if 0 < int(one) < last})
        return cls(last, tuple(missing[-MOST_MISSING:]))


def at(ids: Iterable[int]) -> Cursor:
    """The cursor of who has heard these: of the last `MOST_MISSING`, the others may still come."""
    heard = set(ids)
    if not heard:
        return Cursor(0)
    newest = max(heard)
    missing = (one for one in range(max(1, newest - MOST_MISSING), newest) if one not in heard)
    return Cursor(newest, tuple(missing))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
