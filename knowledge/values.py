"""Plain values of the knowledge base."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

EVERYWHERE = ""
EXACT, CONTAINS, REGEX = "exact", "contains", "regex"
MATCHES = (EXACT, CONTAINS, REGEX)


@dataclass(frozen=True, slots=True)
class Faq:
    """A question with its answer; `extras` are payloads of pictures and cards sent after it."""

    id: int
    account: str
    question: str
    variants: tuple[str, ...]
    answer: str
    extras: tuple[dict[str, Any], ...]
    category: str
    intent: str | None
    active: bool
    starts_at: datetime | None
    ends_at: datetime | None
    useful: int
    useless: int
    shown: int
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """An answer to certain words; minutes are of the business day and may pass midnight;
    the same minute twice is the whole day."""

    id: int
    account: str
    kind: str
    pattern: str
    answer: str
    extras: tuple[dict[str, Any], ...]
    place: int
    active: bool
    starts_at: datetime | None
    ends_at: datetime | None
    from_minute: int | None
    to_minute: int | None
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A greeting or a menu; `options` are (id, label)."""

    id: int
    account: str
    name: str
    text: str
    options: tuple[tuple[str, str], ...]
    tail: str
    extras: tuple[dict[str, Any], ...]
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class Line:
    """A customer's line that wants an answer."""

    id: int
    contact_id: int
    inbox_id: int
    text: str
    guess: str | None
    reason: str
    at: datetime


def applies(
    account: str,
    starts_at: datetime | None,
    ends_at: datetime | None,
    *,
    to: str,
    now: datetime,
) -> bool:
    """Whether something for `account` and a span of time holds for the account `to` now."""
    return (
        account in (EVERYWHERE, to)
        and (starts_at is None or starts_at <= now)
        and (ends_at is None or now < ends_at)
    )


def generality(account: str, starts_at: datetime | None, ends_at: datetime | None) -> int:
    """Of answers to the same words the least general is meant: the account's own before one for
    all, and one for a span of time before the one of every day."""
    return 2 * (account == EVERYWHERE) + (starts_at is None and ends_at is None)
