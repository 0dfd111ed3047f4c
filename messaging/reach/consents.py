"""The ledger of 订阅通知: each accepted tap allows one message of its template.

No call of the platform tells how many are left, so we count. Source: …/Subscription_Messages/
intro.html (一次性订阅).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from messaging.reach import repository


@dataclass(frozen=True, slots=True)
class Consent:
    """What a contact allowed for a template, and what of it is left."""

    template: str
    remaining: int
    given: int
    changed_at: datetime
    refused_at: datetime | None


def accepted(session: Session, *, contact_id: int, template: str, now: datetime) -> None:
    """One more message of this template may be sent."""
    repository.grant(session, contact_id, template[:64], now)


def refused(session: Session, *, contact_id: int, template: str, now: datetime) -> None:
    """They were asked and said no; what they gave before stays."""
    repository.refuse(session, contact_id, template[:64], now)


def withdrawn(
    session: Session, *, contact_id: int, template: str | None = None, now: datetime
) -> None:
    """Nothing of a template may be sent any more; without one, of none (they unfollowed)."""
    repository.empty(session, contact_id, template and template[:64], now)


def of_contact(session: Session, contact_id: int) -> list[Consent]:
    """Every template they were ever asked for."""
    return [Consent(*row) for row in repository.consents(session, contact_id)]
