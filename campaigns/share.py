"""One of several shares of the members, so that several planners work on one campaign together."""

from dataclasses import dataclass

MIX, HALF = 0x9E3779B1, 16
"""Fibonacci hashing: a database that gives every second or third number shall not leave shares
empty."""


@dataclass(frozen=True, slots=True)
class Share:
    """Share `number` (from 0) of `of`. Every member is in exactly one share of the same `of`."""

    number: int = 0
    of: int = 1

    def holds(self, member_id: int) -> bool:
        """Whether a member is in this share."""
        return self.of == 1 or (member_id * MIX % 2**32 >> HALF) % self.of == self.number


WHOLE = Share()
