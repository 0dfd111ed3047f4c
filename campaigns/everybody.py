"""Kinds that speak to their whole audience on a day."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns import segments
from campaigns.kind import Candidate, Found, Look, Running
from membership.business_time import start_of


def of_audience(
    session: Session, campaign: Running, look: Look, key: str, facts: Mapping[str, Any]
) -> Found:
    """The next members of the audience, by their number; the occasion is the business day."""
    ids = _ids(session, campaign, look)
    began = start_of(look.day, look.timezone)
    until = start_of(look.day + timedelta(days=1), look.timezone)
    candidates = tuple(Candidate(member, key, began, until, facts) for member in ids)
    full = look.only is None and len(ids) == look.limit
    return Found(candidates, (ids[-1],) if full else None)


def _ids(session: Session, campaign: Running, look: Look) -> list[int]:
    if look.only is not None:
        return sorted(segments.contains(session, campaign.segment, {look.only}, now=look.now))
    after = look.after[0] if look.after else 0
    return segments.batch(session, campaign.segment, after=after, limit=look.limit, now=look.now)
