"""Letting what a campaign has queued follow its state, some at a time.

The deliverer obeys a move at once, since its gate asks for the state (`campaigns.gate`); the rows
say so later, as a transaction over hundreds of thousands of them would hold up everybody else.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns import rules, values
from campaigns.repository import campaigns, deliveries
from campaigns.values import CampaignView
from messaging import outbox

TOGETHER = 1_000


def unsettled(session: Session) -> list[int]:
    """The campaigns whose messages have not all followed yet."""
    return campaigns.unsettled(session)


def settle(session: Session, campaign_id: int, *, now: datetime) -> bool:
    """Let the next messages wait, go on or be called back; whether more are left."""
    campaigns.hold(session, campaign_id)
    for view in campaigns.by_ids(session, (campaign_id,)):
        if _follow(session, view, now, TOGETHER):
            return True
        campaigns.settle(session, campaign_id, view.state)
    return False


def _follow(session: Session, view: CampaignView, now: datetime, limit: int) -> bool:
    match view.state:
        case values.PAUSED:
            return outbox.pause_author(session, view.author, limit=limit) >= limit
        case values.ON:
            return outbox.resume_author(session, view.author, limit=limit) >= limit
        case values.ENDED:
            called = outbox.cancel_author(session, view.author, now=now, limit=limit)
            ended = deliveries.withdraw(session, view.id, rules.ENDED, now, limit)
            return max(called, ended) >= limit
    return False
