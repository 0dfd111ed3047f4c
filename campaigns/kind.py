"""What a kind of campaign is. Each file in campaigns/kinds/ declares one as `KIND`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns.document import Document, Grammar
from campaigns.introduction import Introduction
from campaigns.segments import Segment
from campaigns.values import CampaignView

DAILY, AS_IT_HAPPENS = "daily", "as it happens"
HOUR = "10:00"
Cursor = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One look for those who are due: at `now`, for what has happened since `since`. `day` is the
    business day; the queries continue after `after`. `only` asks about one member."""

    now: datetime
    since: datetime
    day: date
    timezone: ZoneInfo
    limit: int
    after: Cursor = ()
    only: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member for whom an occasion has come. `key` names it, the same whenever it is found;
    nothing is sent from `until` on; an order after `began_at` has brought them back."""

    member_id: int
    key: str
    began_at: datetime
    until: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Some of those who are due; to be continued `after`, unless that is none."""

    candidates: tuple[Candidate, ...]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class Running:
    """A campaign with its document read and its audience looked up."""

    view: CampaignView
    document: Document
    segment: Segment


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of campaign: how its document reads, who is due, what staff read of it, and when it
    looks.

    `rhythm` is DAILY (once a day at the campaign's hour) or AS_IT_HAPPENS; `lookback` days are
    looked at by a campaign that has never looked. With `by_audience` the due are already those of
    the segment. `foreseeable`: who is due on a later day is known today. `back` names those of
    some members for whom the occasion is over, besides by an order.
    """

    name: str
    grammar: Grammar
    due: Callable[[Session, Running, Look], Found]
    introduction: Introduction
    rhythm: str = DAILY
    lookback: int = 1
    by_audience: bool = False
    foreseeable: bool = False
    heeds_complaints: bool = True
    back: Callable[[Session, Sequence[int]], set[int]] | None = None

    def starter(self) -> dict[str, Any]:
        """The document that a new campaign begins with."""
        begins = self.introduction
        occasion = {"at": HOUR, **begins.occasion}
        return {
            "kind": self.name,
            "name": begins.title,
            "occasion": occasion,
            "steps": list(begins.steps),
        }
