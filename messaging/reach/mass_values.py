"""Plain values of mass sends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

LIST = (2, 10_000)
"""Fewest and most receivers of one send by list."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A mass send to be made. The same `key` makes the same send, once.

    `payload` is a `messages.mass_payload`; `audience` is list, tag or all; `tag` the platform's.
    """

    account: str
    payload: Mapping[str, Any]
    category: str
    author: str
    key: str
    audience: str = "list"
    tag: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MassClaim:
    """A send taken for submission: its quota is counted, and nobody else submits it."""

    id: int
    account: str
    client_id: str
    audience: str
    tag: str
    payload: dict[str, Any]
    openids: tuple[str, ...]
    attempts: int


@dataclass(frozen=True, slots=True)
class MassCounts:
    """What MASSSENDJOBFINISH reports: `filtered` were left after blocks and quotas."""

    status: str
    total: int = 0
    filtered: int = 0
    sent: int = 0
    errors: int = 0

    @property
    def went_out(self) -> bool:
        return self.status.replace(" ", "").lower() == "sendsuccess"


@dataclass(frozen=True, slots=True)
class MassSending:
    """One mass send and what is known of it; `counts` is None until the platform reports."""

    id: int
    account: str
    audience: str
    tag: str | None
    payload: dict[str, Any]
    category: str
    author: str
    receivers: int
    state: str
    due_at: datetime
    created_at: datetime
    finished_at: datetime | None
    attempts: int
    code: int | None
    reason: str | None
    platform_id: str | None
    counts: MassCounts | None = field(default=None)
