"""A check-in some days after something was settled: is it really all right now?"""

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.kind import AS_IT_HAPPENS, Candidate, Found, Kind, Look, Running
from campaigns.options import choices
from campaigns.repository import due as repository
from membership.fields import Fields
from messaging.reach.values import SERVICE
from tickets.values import KINDS, NUMBER_BASE

ASKED_AFTER = tuple(kind for kind in KINDS if kind != "survey")


def read(fields: Fields) -> tuple[str, ...]:
    """The kinds of tickets that are asked after."""
    return choices(fields, "kinds", ASKED_AFTER)


def due(session: Session, campaign: Running, look: Look) -> Found:
    """Members whose ticket was settled since the last look; the first step says how much later."""
    kinds = campaign.document.options
    rows = repository.settled(
        session, kinds, look.since, look.now, look.after, look.limit, look.only
    )
    candidates = tuple(
        Candidate(
            row.member_id,
            f"ticket:{row.id}",
            row.resolved_at,
            None,
            {"number": f"#{row.id + NUMBER_BASE}", "subject": row.subject},
        )
        for row in rows
    )
    full = len(rows) == look.limit
    return Found(candidates, (rows[-1].resolved_at, rows[-1].id) if full else None)


KIND = Kind(
    "checkup",
    Grammar(read, ("number", "subject"), category=SERVICE),
    due,
    rhythm=AS_IT_HAPPENS,
    lookback=3,
)
