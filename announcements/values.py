"""Plain values that announcements hands out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from announcements.content import Content, Target


@dataclass(frozen=True, slots=True)
class Seen:
    """An announcement as it stands. `version` is to be named by whoever changes it."""

    id: int
    name: str
    content: Content
    target: Target
    send_at: datetime | None
    state: str
    version: int
    created_at: datetime
    created_by: str
    edited_at: datetime
    edited_by: str
    submitted_by: str | None
    decided_by: str | None
    reason: str | None
    started_at: datetime | None
    finished_at: datetime | None
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    actor: str
    kind: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One call of a platform, and how many it reached as far as is known.

    `reached` and `meant` are None where the platform tells nothing (robots' groups).
    """

    id: int
    position: int
    way: str
    target: str
    state: str
    due_at: datetime
    finished_at: datetime | None
    code: int | None
    reason: str | None
    meant: int | None
    reached: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A part taken for carrying out; nobody else carries it out meanwhile.

    `terms` say how: audience and tag of a mass send, groups of a customer send. `receivers` are
    contact ids or the platform's ids.
    """

    id: int
    announcement_id: int
    way: str
    target: str
    content: Content
    terms: Mapping[str, Any]
    receivers: tuple[Any, ...]
    attempts: int


@dataclass(frozen=True, slots=True)
class Robot:
    id: int
    name: str
    is_test: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the platform says of a customer send for one receiver: `status` is unsent, sent,
    not_friend or received_other (externalcontact/get_groupmsg_send_result: 0, 1, 2, 3)."""

    receiver: str
    sender: str
    status: str
    sent_at: datetime | None = None
