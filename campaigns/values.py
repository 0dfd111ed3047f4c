"""What campaigns hand out: plain values, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

DRAFT, ON, PAUSED, ENDED = "draft", "on", "paused", "ended"
STATES = (DRAFT, ON, PAUSED, ENDED)
MOVES: Mapping[str, tuple[str, ...]] = {
    ON: (DRAFT, PAUSED),
    PAUSED: (ON,),
    ENDED: (DRAFT, ON, PAUSED),
}
"""The states from which each state may be reached."""

WAITING, PLANNED, BLOCKED, HELD_OUT = "waiting", "planned", "blocked", "held_out"
TREATED, HOLDOUT, GLOBAL_HOLDOUT = "treated", "holdout", "global_holdout"
BY = "campaign:"
"""How the authors of campaigns' messages begin."""


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign with its document in force. Until it is `settled`, what it has queued is still
    following its state."""

    id: int
    key: str
    name: str
    kind: str
    state: str
    version: int
    salt: str
    looked_until: datetime | None
    created_at: datetime
    created_by: str
    updated_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    body: Mapping[str, Any]
    settled: bool = True

    @property
    def author(self) -> str:
        """Who its messages in the outbox are from."""
        return author_of(self.id)


def author_of(campaign_id: int) -> str:
    return f"{BY}{campaign_id}"


@dataclass(frozen=True, slots=True)
class VersionView:
    """What a campaign's document was, and who saved it."""

    version: int
    body: Mapping[str, Any]
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One step for one member on one occasion. `outcome` is the outbox row's state, `reason` its
    reason; both are empty where nothing was queued."""

    id: int
    campaign_id: int
    version: int
    occasion: str
    step: int
    member_id: int
    arm: str
    state: str
    rule: str | None
    channel: str | None
    due_at: datetime
    entered_at: datetime
    decided_at: datetime | None
    gift: Mapping[str, Any] | None
    outcome: str | None
    reason: str | None
