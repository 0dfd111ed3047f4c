"""What a rule of one channel stopped after planning is planned anew, by another channel."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns import queueing
from campaigns.entry import Entry
from campaigns.kind import Running
from campaigns.repository import deliveries
from campaigns.values import CampaignView
from messaging.reach import values as v

OF_CHANNEL = frozenset(
    {
        "window",
        "unsubscribed",
        v.WINDOW_CLOSED,
        v.WINDOW_USED,
        v.UNFOLLOWED,
        v.BLOCKED_CONTACT,
        v.NO_CONTACT,
        v.NO_CONSENT,
        v.NO_TEMPLATE,
        v.QUOTA_USED,
        v.MASS_NEEDS_TWO,
        v.NO_PHONE,
        v.NOT_CONFIGURED,
        v.ACCOUNT_KIND,
    }
)
"""Rules that close one channel and leave others open; whoever refused is left in peace on all."""


def any_stopped(session: Session, view: CampaignView, *, now: datetime) -> bool:
    """Whether a message of the campaign was stopped whose occasion goes on."""
    return bool(deliveries.stopped(session, view.author, OF_CHANNEL, now, 1))


def reopen(session: Session, view: CampaignView, *, now: datetime, limit: int) -> int:
    """Let wait again what was stopped; return how many. Only messages that ended `blocked` have
    surely not left: one that may have is never planned again."""
    stopped = deliveries.stopped(session, view.author, OF_CHANNEL, now, limit)
    return deliveries.reopen(session, stopped, now)


def tried(
    session: Session, running: Running, entries: Sequence[Entry]
) -> Mapping[int, frozenset[str]]:
    """By member the channels by which these entries were queued before: never twice by one."""
    again = [one for one in entries if one.outbox_id is not None]
    if not again:
        return {}
    keys = {key: one.member_id for one in again for key in queueing.keys_of(running, one)}
    found: dict[int, frozenset[str]] = {}
    for key, channel in deliveries.channels(session, sorted(keys)):
        found[keys[key]] = found.get(keys[key], frozenset()) | {channel}
    return found
