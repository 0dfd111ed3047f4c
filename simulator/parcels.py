"""What goes to a webhook, and what becomes of it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parcel:
    """One message or event for the bot; `inner` is its plain XML, `label` names it."""

    inner: str
    openid: str
    label: str


@dataclass(frozen=True)
class Envelope:
    """What is posted: the query string and the body."""

    query: str
    body: bytes


@dataclass(frozen=True)
class Reply:
    """One passive reply as the phone will show it; `raw` is its plain XML."""

    kind: str
    content: dict[str, Any]
    raw: str


@dataclass(frozen=True)
class Outcome:
    """How a parcel ended: `ok` with or without a reply, or why the customer got none."""

    ok: bool
    reply: Reply | None = None
    reason: str = ""
    attempts: int = 1
