"""A welcome to new members."""

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Introduction
from campaigns.kind import AS_IT_HAPPENS, Candidate, Found, Kind, Look, Running
from campaigns.repository import due as repository


def due(session: Session, _campaign: Running, look: Look) -> Found:
    """Members who joined since the last look; whoever joined elsewhere long ago is no news."""
    rows = repository.joined(session, look.since, look.now, look.after, look.limit, look.only)
    candidates = tuple(Candidate(row.id, "joined", row.joined_at) for row in rows)
    full = len(rows) == look.limit
    return Found(candidates, (rows[-1].joined_at, rows[-1].id) if full else None)


KIND = Kind(
    "welcome",
    Grammar(lambda _fields: None),
    due,
    Introduction(
        "新会员欢迎",
        "刚入会时打个招呼",
        steps=({"text": "{{name}}，欢迎您！想查积分、优惠券，直接回复我就行。"},),
        place=30,
    ),
    rhythm=AS_IT_HAPPENS,
)
