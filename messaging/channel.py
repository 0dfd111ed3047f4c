"""What the webhook needs of a channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from messaging.inbound import Inbound
from messaging.messages import Message


class RefusedError(Exception):
    """A request that is not the platform's: forged, stale or malformed.

    `status` is the HTTP status to answer, `reason` a few words for the log.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason


class Reply(Protocol):
    """How the platform wants to be answered inside the HTTP response."""

    def __call__(self, message: Message | None, at: datetime) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A verified request: what came, and how to answer it."""

    inbound: Inbound
    reply: Reply


class Channel(Protocol):
    """One account of one platform, seen from its webhook. Both methods raise `RefusedError`."""

    account: str
    menus: bool

    def verify(self, query: Mapping[str, str], now: datetime) -> str:
        """The text that proves to the platform that the address is ours."""

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Opened:
        """Check, decrypt and parse a delivery."""
