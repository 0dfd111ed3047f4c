"""Giving a mass send to `messaging.reach.mass`, which counts quotas and submits it once."""

from datetime import datetime

from sqlalchemy.orm import Session

from announcements.values import Claim
from messaging.messages import MassContent, mass_payload
from messaging.reach import mass
from messaging.reach.mass_values import Draft
from messaging.reach.values import MARKETING


def record(session: Session, claim: Claim, content: MassContent, *, now: datetime) -> int:
    """Queue the send of a prepared part; the same part is queued once."""
    draft = Draft(
        account=claim.target,
        payload=mass_payload(content),
        category=MARKETING,
        author=f"announcement:{claim.announcement_id}",
        key=f"announcement:{claim.id}",
        audience=claim.terms["audience"],
        tag=claim.terms.get("tag", ""),
    )
    [send_id] = mass.create(session, draft, [(one, None) for one in claim.receivers], now=now)
    return send_id
