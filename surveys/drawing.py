"""Who is in a day's sample: decided by a hash, so that anybody can check it afterwards.

Each day has its own function h(x) = (a·x + b) mod p, drawn from a universal family: every member
has the same chance each day, and any two members are drawn independently of each other. Source:
J. L. Carter, M. N. Wegman, "Universal Classes of Hash Functions", Journal of Computer and System
Sciences 18, 1979. The same arithmetic runs in the database and here.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

PRIME = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Draw:
    """One day's draw of one survey: members whose hash is below `limit` are in."""

    factor: int
    shift: int
    limit: int

    def takes(self, member_id: int) -> bool:
        return (member_id % PRIME * self.factor + self.shift) % PRIME < self.limit


def draw(survey_key: str, day: date, share: float) -> Draw:
    """The draw of a day; `share` is the part of the members that is taken."""
    digest = hashlib.sha256(f"{survey_key}:{day.isoformat()}".encode()).digest()
    factor = int.from_bytes(digest[:8], "big") % (PRIME - 1) + 1
    shift = int.from_bytes(digest[8:16], "big") % PRIME
    return Draw(factor, shift, round(share * PRIME))
