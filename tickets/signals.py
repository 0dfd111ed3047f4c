"""What listening consoles hear of."""

from datetime import datetime

from store import live
from tickets.repository.rows import Db


def tell(session: Db, ticket_id: int, kind: str, *, now: datetime) -> None:
    """Let the listening consoles know that something happened to a ticket."""
    live.emit(session, f"ticket:{ticket_id}", kind, {"ticket": ticket_id}, now=now)
