"""Queries on accepted outbox rows that turned out not to have arrived."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from messaging.models import Outbox
from messaging.reach.accounts import read
from messaging.reach.values import SUBSCRIBE, TEMPLATE
from store.statements import changed, table

O = Outbox  # noqa: E741
LOOKED_AT = 20


def fail_by_number(
    session: Session,
    contact_id: int,
    platform_id: str,
    reason: str,
    now: datetime,
    *,
    channel: str = TEMPLATE,
) -> bool:
    mine = update(table(O)).where(
        O.contact_id == contact_id,
        O.channel == channel,
        O.platform_id == platform_id,
        O.state == "accepted",
    )
    return changed(session, mine.values(state="failed", reason=reason, finished_at=now)) > 0


def fail_newest(
    session: Session, contact_id: int, template: str, code: int, reason: str, now: datetime
) -> bool:
    statement = (
        select(O.id, O.account, O.payload)
        .where(O.contact_id == contact_id, O.channel == SUBSCRIBE, O.state == "accepted")
        .order_by(O.id.desc())
        .limit(LOOKED_AT)
    )
    rows, known = list(session.execute(statement)), read(session)

    def is_meant(row: Any) -> bool:
        return known.template_id(row.account, str(row.payload.get("template"))) == template

    found = next((row.id for row in rows if is_meant(row)), None)
    if found is None:
        return False
    values = {"state": "failed", "code": code, "reason": reason, "finished_at": now}
    session.execute(update(table(O)).where(O.id == found).values(**values))
    return True
