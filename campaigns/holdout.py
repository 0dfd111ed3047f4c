"""Control groups: who is held out is decided by a hash of a salt and the member, for good.

The same member is always in the same group of a campaign, whatever is sent when, and a report
that compares the groups needs no other randomisation.
"""

from hashlib import blake2b

from campaigns.values import GLOBAL_HOLDOUT, HOLDOUT, TREATED

PARTS = 10_000


def share(salt: str, member_id: int) -> float:
    """A number in [0, 100) that a salt and a member fix; even over members."""
    digest = blake2b(f"{salt}:{member_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % PARTS * 100 / PARTS


def arm(
    member_id: int,
    *,
    global_salt: str,
    global_percent: float,
    salt: str,
    percent: float,
) -> str:
    """The group of a member: held out of every campaign, of this one, or treated."""
    if global_percent and share(global_salt, member_id) < global_percent:
        return GLOBAL_HOLDOUT
    if percent and share(salt, member_id) < percent:
        return HOLDOUT
    return TREATED
