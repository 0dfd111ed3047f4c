"""Taking outbox rows for sending, and writing down what became of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from messaging.models import Contact, Outbox
from messaging.repository import outbox
from messaging.values import Claim
from store.statements import changed

NO_ALLOWANCE = ""


def take(
    session: Session,
    accounts: Sequence[str],
    worker: str,
    limit: int,
    now: datetime,
    lease: timedelta,
) -> tuple[list[Claim], Counter[str]]:
    """Claim what is due; rows that may not be sent now end here, counted by state."""
    ended = Counter({"unknown": _abandoned(session, now, lease)})
    claimed = []
    for row in session.scalars(outbox.due(now, limit).where(Outbox.account.in_(accounts))).all():
        contact = session.scalars(
            select(Contact).where(Contact.id == row.contact_id).with_for_update()
        ).one()
        claim = _claim(row, contact, worker, now)
        if claim is None:
            ended[row.state] += 1
        else:
            claimed.append(claim)
    session.flush()
    return claimed, ended


def record(session: Session, claim: Claim, result: Any, now: datetime) -> None:
    """Write the result of a claimed row; one that was given up meanwhile keeps its state."""
    values = {"state": result.state, "code": result.code, "reason": result.reason}
    if result.state == "queued":
        values["due_at"] = result.due_at
    else:
        values |= {"finished_at": now, "platform_id": result.platform_id}
    mine = update(Outbox).where(Outbox.id == claim.id, Outbox.state == "inflight")
    session.execute(mine.values(**values))
    _settle_allowance(session, claim, result)


def _abandoned(session: Session, now: datetime, lease: timedelta) -> int:
    lost = update(Outbox).where(Outbox.state == "inflight", Outbox.claimed_at < now - lease)
    return changed(
        session, lost.values(state="unknown", reason="the sender died", finished_at=now)
    )


def _claim(row: Outbox, contact: Contact, worker: str, now: datetime) -> Claim | None:
    rule = _forbidden(contact)
    allowance = NO_ALLOWANCE
    if not rule and row.channel == "message":
        allowance = _take_allowance(contact, now)
        rule = "" if allowance else "window"
    if rule:
        row.state, row.reason, row.finished_at = "blocked", rule, now
        return None
    row.state, row.claimed_at, row.claimed_by = "inflight", now, worker
    row.attempts += 1
    return Claim(
        id=row.id,
        account=row.account,
        external_id=contact.external_id,
        contact_id=contact.id,
        channel=row.channel,
        category=row.category,
        payload=row.payload,
        attempts=row.attempts,
        allowance=allowance,
    )


def _forbidden(contact: Contact) -> str:
    if contact.blocked:
        return "blocked contact"
    return "" if contact.subscribed else "unsubscribed"


def _take_allowance(contact: Contact, now: datetime) -> str:
    """Use up the allowance that ends first; return its name, or "" when none is open."""
    if contact.act_left > 0 and contact.act_until and contact.act_until > now:
        contact.act_left -= 1
        return "act"
    if contact.message_left > 0 and contact.message_until and contact.message_until > now:
        contact.message_left -= 1
        return "message"
    return NO_ALLOWANCE


def _settle_allowance(session: Session, claim: Claim, result: Any) -> None:
    """Give back what a refused message did not use; believe the platform when it says "none"."""
    mine = update(Contact).where(Contact.id == claim.contact_id)
    if result.reason in {"window", "count"}:
        session.execute(mine.values(message_left=0, act_left=0))
    elif claim.allowance and result.state in {"queued", "failed"}:
        left = getattr(Contact, f"{claim.allowance}_left")
        session.execute(mine.values({left: left + 1}))
