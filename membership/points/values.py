"""The values that the points ledger takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

BY_RULE: Final = "rule"
Expiry = datetime | None | Literal["rule"]
MOST_POINTS = 10**9


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, as recorded."""

    id: int
    member_id: int
    points: int
    kind: str
    source: str
    key: str
    occurred_at: datetime
    recorded_at: datetime
    refers_to_id: int | None
    rule: Mapping[str, Any] = field(default_factory=dict)
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Points set aside until `expires_at`: active, confirmed or released."""

    id: int
    member_id: int
    points: int
    source: str
    key: str
    state: str
    expires_at: datetime
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A member's points at an instant: expired points count no more, swept or not.

    `available` is what may be spent now; the rest of `balance` is held or has not begun yet.
    """

    balance: int
    held: int
    available: int
    next_expiry_points: int
    next_expiry_at: datetime | None


@dataclass(slots=True)
class Account:
    """A locked account and its figures, kept in step with the row during one operation."""

    member_id: int
    balance: int
    held: int
    debt: int


@dataclass(frozen=True, slots=True)
class Lot:
    """An open lot as read under its account's lock."""

    id: int
    member_id: int
    earned_by_id: int
    remaining: int
    held: int
    expired: int
    available_from: datetime
    expires_at: datetime | None

    @property
    def free(self) -> int:
        """What is neither gone nor set aside."""
        return self.remaining - self.held

    def is_live(self, now: datetime) -> bool:
        return self.expires_at is None or self.expires_at > now


Part = tuple[Lot, int]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a new entry is about: who asked, by which key, and why this many points."""

    kind: str
    source: str
    key: str
    occurred_at: datetime
    recorded_at: datetime
    refers_to_id: int | None = None
    rule: Mapping[str, Any] = field(default_factory=dict)
    actor: str | None = None
