"""A step of a member's campaign on its way to being decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One delivery before it is decided; `id` is none while no row holds it yet. `outbox_id` is a
    message of it that was stopped, `gift` what it had given, `rule` what stood in the way last."""

    member_id: int
    occasion: str
    step: int
    arm: str
    facts: Mapping[str, Any]
    began_at: datetime
    entered_at: datetime
    due_at: datetime
    until: datetime
    tries: int = 0
    id: int | None = None
    outbox_id: int | None = None
    rule: str | None = None
    gift: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of an entry: its state and rule, and what came of it."""

    entry: Entry
    state: str
    rule: str | None = None
    due_at: datetime | None = None
    channel: str | None = None
    contact_id: int | None = None
    outbox_id: int | None = None
    ticket_id: int | None = None
    gift: Mapping[str, Any] | None = None
