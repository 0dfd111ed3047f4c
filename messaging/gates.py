"""What is asked again at the moment of sending, whatever was planned.

A gate looks at the rows that are about to be claimed, all at once, and names the rule that forbids
or postpones some of them. Higher packages give gates to the deliverer (`bootstrap`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Pending:
    """An outbox row that is about to be claimed."""

    id: int
    contact_id: int
    member_id: int | None
    account: str
    channel: str
    category: str
    author: str
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule that forbids a row, or with `until` postpones it to that instant."""

    rule: str
    until: datetime | None = None


Gate = Callable[[Session, Sequence[Pending], datetime], Mapping[int, Verdict]]
"""Returns a verdict for the ids it objects to; rows it does not name may go."""
