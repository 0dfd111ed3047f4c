"""Members as others may see them, and what is said about them from outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from membership.birthdays import Birthday


@dataclass(frozen=True, slots=True)
class Profile:
    """A member; of the phone only what may be shown (138****1111)."""

    id: int
    external_id: str | None
    name: str
    phone_hint: str | None
    gender: str | None
    birthday: Birthday | None
    birthday_changed_at: datetime | None
    joined_at: datetime
    tags: tuple[str, ...]
    preferences: Mapping[str, Any]
    custom: Mapping[str, Any]
    level_id: int | None
    growth: int
    merged_into_id: int | None


@dataclass(frozen=True, slots=True)
class CustomerIn:
    """What another system says about a customer; an empty field says nothing."""

    external_id: str
    name: str = ""
    phone: str = ""
    gender: str = ""
    birthday: Birthday | None = None
    joined_at: datetime | None = None
    tags: tuple[str, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    preferences: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostedCustomer:
    """What posting did: created, changed, or same (nothing was new)."""

    member_id: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Registered:
    """The member a contact belongs to now."""

    member_id: int
    is_new: bool
