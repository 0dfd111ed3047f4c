"""What the ledgers say of many contacts, read for one instant, category and template."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from messaging.reach import ledger_repository as repository
from messaging.reach import values as v
from messaging.reach.accounts import Accounts
from messaging.reach.choosing import Ledgers
from messaging.reach.periods import day_of, month_of


def read(
    session: Session,
    contact_ids: Sequence[int],
    *,
    category: str,
    channels: Collection[str],
    accounts: Accounts,
    template: str,
    wecom_a_month: int,
    at: datetime,
) -> Ledgers:
    """Only what the wished channels need is asked for."""
    month = month_of(at)

    def used(channel: str) -> dict[int, int]:
        if channel not in channels or not contact_ids:
            return {}
        return repository.used(session, contact_ids, channel, month)

    consents = {}
    if v.SUBSCRIBE in channels and template and contact_ids:
        ids = sorted({one.templates.get(template, template) for one in accounts.known.values()})
        consents = repository.consents(session, contact_ids, ids or [template])
    today = repository.used_today(session, v.MASS, day_of(at)) if v.MASS in channels else {}
    return Ledgers(
        at=at,
        category=category,
        accounts=accounts,
        template=template,
        wecom_a_month=wecom_a_month,
        consents=consents,
        mass_used=used(v.MASS),
        wecom_used=used(v.WECOM),
        day_used=today,
    )
