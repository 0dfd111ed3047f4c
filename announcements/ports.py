"""What announcements needs of the platforms; `channels` provides it, `bootstrap` puts it together.

Every call may raise `messaging.errors.SendError`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from announcements.content import Content
from announcements.values import Outcome
from messaging.messages import MassContent


class Broadcasts(Protocol):
    """Mass sends (群发) of one official account."""

    def prepare(self, content: Content, picture: bytes | None, content_type: str) -> MassContent:
        """Upload what the content needs and return what can be sent."""

    def preview(self, openid: str, payload: Mapping[str, Any]) -> str:
        """Show it to one follower; return the platform's id."""

    def withdraw(self, platform_id: str) -> None:
        """Take back a mass send of an article."""


class GroupRobots(Protocol):
    """Robots (群机器人) of WeCom groups."""

    def send(self, key: str, content: Content, picture: bytes | None) -> None:
        """Write into the robot's group."""


@dataclass(frozen=True, slots=True)
class Created:
    """A customer send as the platform took it: its id, and receivers it refused."""

    platform_id: str
    refused: tuple[str, ...] = ()


class CustomerSends(Protocol):
    """Sends to WeCom customers or customer groups (add_msg_template), confirmed by staff."""

    def create(
        self,
        content: Content,
        picture: bytes | None,
        content_type: str,
        *,
        sender: str,
        receivers: Sequence[str],
        groups: bool,
    ) -> Created:
        """Ask a staff member to send it; no `receivers` means all of theirs."""

    def outcomes(self, platform_id: str, sender: str) -> Iterable[Outcome]:
        """What became of it for each receiver so far."""

    def cancel(self, platform_id: str) -> None:
        """Stop what the staff member has not confirmed yet."""


@dataclass(frozen=True, slots=True)
class Platforms:
    """The accounts that are connected."""

    broadcasts: Mapping[str, Broadcasts]
    robots: GroupRobots | None = None
    customers: CustomerSends | None = None


class Members(Protocol):
    """The members of a saved segment, in the order of their ids, those after `after`."""

    def __call__(
        self, session: Session, segment_id: int, *, after: int, limit: int, now: datetime
    ) -> list[int]: ...
