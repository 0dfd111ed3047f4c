"""Plain values that messaging hands out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

ALLOWANCES = {
    "message": (5, timedelta(hours=48)),
    "act": (3, timedelta(minutes=1)),
}
"""Customer-service messages allowed, and for how long, after the customer's own act.

"message": they wrote; "act": they tapped a menu or a choice, scanned, or followed.
Source: 客服消息 (…/Message_Management/Service_Center_messages.html), the conditions since 2023.
"""


@dataclass(slots=True)
class Contact:
    """A chat identity as it is under its lock, with what may still be sent to it."""

    id: int
    account: str
    external_id: str
    member_id: int | None = None
    subscribed: bool = True
    blocked: bool = False
    served_by: str = "bot"
    conversation_id: int | None = None
    dialogue: dict[str, Any] | None = None
    dialogue_until: datetime | None = None
    message_until: datetime | None = None
    message_left: int = 0
    act_until: datetime | None = None
    act_left: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """How many customer-service messages may be sent, and until when."""

    left: int
    until: datetime | None

    @property
    def is_open(self) -> bool:
        return self.left > 0


def window(contact: Contact, *, now: datetime) -> Window:
    """Both allowances together: their sum, and the later end."""
    open_ends = [
        (left, until)
        for left, until in (
            (contact.message_left, contact.message_until),
            (contact.act_left, contact.act_until),
        )
        if left > 0 and until is not None and until > now
    ]
    if not open_ends:
        return Window(0, None)
    return Window(sum(left for left, _ in open_ends), max(until for _, until in open_ends))


@dataclass(frozen=True, slots=True)
class Sending:
    """One outbox row: what is to be sent, and what became of it."""

    id: int
    account: str
    contact_id: int
    channel: str
    category: str
    payload: dict[str, Any]
    author: str
    ticket_id: int | None
    state: str
    created_at: datetime
    due_at: datetime
    finished_at: datetime | None
    attempts: int
    code: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A row taken for sending: nobody else sends it, and no transaction is open."""

    id: int
    account: str
    external_id: str
    contact_id: int
    channel: str
    category: str
    payload: dict[str, Any]
    attempts: int
    allowance: str
    worker: str
    claimed_at: datetime
    ticket_id: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of what was claimed, a row or a mass send. `counts` is False for what is no
    attempt: the platform was not asked, or refuses whatever comes of the account now."""

    state: str
    code: int | None = None
    reason: str | None = None
    platform_id: str | None = None
    due_at: datetime | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message for the outbox: see `outbox.queue`."""

    contact_id: int
    account: str
    payload: Mapping[str, Any]
    category: str
    author: str
    dedupe_key: str
    due_at: datetime | None = None
    expires_at: datetime | None = None
    ticket_id: int | None = None
    state: str = "queued"
    channel: str = "message"


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """How fast an account may send, None for as fast as it goes, and until when not at all."""

    account: str
    per_second: int | None = None
    per_minute: int | None = None
    paused_until: datetime | None = None
    reason: str | None = None
