"""A welcome to new members."""

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.kind import AS_IT_HAPPENS, Candidate, Found, Kind, Look, Running
from campaigns.repository import due as repository


def due(session: Session, _campaign: Running, look: Look) -> Found:
    """Members who joined since the last look; whoever joined elsewhere long ago is no news."""
    rows = repository.joined(session, look.since, look.now, look.after, look.limit, look.only)
    candidates = tuple(Candidate(row.id, "joined", row.joined_at) for row in rows)
    full = len(rows) == look.limit
    return Found(candidates, (rows[-1].joined_at, rows[-1].id) if full else None)


KIND = Kind("welcome", Grammar(lambda _fields: None), due, rhythm=AS_IT_HAPPENS)
