"""Points that are about to expire."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.document import Grammar
from campaigns.introduction import Asked, Introduction
from campaigns.kind import Candidate, Found, Kind, Look, Running
from campaigns.repository import due as repository
from membership.business_time import day_of
from membership.fields import Fields
from messaging.reach.values import NOTICE

GRACE = timedelta(days=3)
"""A look that did not take place is made up for, if the notice comes at most this much later."""


def read(fields: Fields) -> tuple[int, int]:
    """How many days ahead they are told, and of how few points they are not."""
    ahead = fields.whole_or("ahead_days", 30, least=1, most=180)
    return ahead, fields.whole_or("least", 1, least=1)


def due(session: Session, campaign: Running, look: Look) -> Found:
    """Owners of points that expire in so many days, instant by instant: most expire together."""
    ahead, least = campaign.document.options
    last = look.now + timedelta(days=ahead)
    at, after = look.after or (None, 0)
    if at is None:
        at = repository.next_expiry(session, last - GRACE, last)
    if at is None:
        return Found((), None)
    rows = repository.expiring(session, at, after, look.limit, look.only)
    candidates = tuple(_candidate(row, at, look) for row in rows if row[1] >= least)
    if len(rows) == look.limit:
        return Found(candidates, (at, rows[-1][0]))
    following = repository.next_expiry(session, at, last)
    return Found(candidates, None if following is None else (following, 0))


def _candidate(row: Any, at: datetime, look: Look) -> Candidate:
    day = day_of(at - timedelta(seconds=1), look.timezone)
    facts = {"expiring": int(row[1]), "expires_on": f"{day.month} 月 {day.day} 日"}
    return Candidate(row[0], f"{day:%Y-%m-%d}", look.now, at, facts)


KIND = Kind(
    "points_expiring",
    Grammar(read, {"expiring": "快过期的积分", "expires_on": "到期日"}, category=NOTICE),
    due,
    Introduction(
        "积分快过期",
        "积分到期前提醒一次",
        steps=(
            {
                "text": "{{name}}，{{expiring}} 积分到 {{expires_on}} 就过期了。\n"
                "回复「兑换」看看能换什么。"
            },
        ),
        asks=(
            Asked("ahead_days", "提前几天提醒", "whole", "不填是 30"),
            Asked("least", "至少多少积分才提醒", "whole", "不填是 1"),
        ),
        place=40,
    ),
    foreseeable=True,
)
