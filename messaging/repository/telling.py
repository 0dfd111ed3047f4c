"""What open pages hear of messages that belong to a ticket."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from store import live

DELIVERY = "delivery"


def tell(session: Session, tickets: Iterable[int | None], now: datetime) -> None:
    """Something has become of a message of each of these tickets."""
    for ticket_id in sorted({one for one in tickets if one is not None}):
        live.emit(session, f"ticket:{ticket_id}", DELIVERY, {"ticket": ticket_id}, now=now)
