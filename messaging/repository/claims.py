"""Taking outbox rows for sending: what may go is inflight when this returns, and nobody else's."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from messaging.gates import Gate, Pending, Verdict
from messaging.models import Outbox
from messaging.reach import allowances
from messaging.repository import due, telling
from messaging.repository.claim_statements import (
    ABANDONED,
    CONTACTS,
    MEMBERS,
    MINE,
    OF_MEMBERS,
    SPENT,
)
from messaging.values import Claim
from store.statements import changed, table

SOONEST = timedelta(seconds=1)
WINDOW = "window"
WINDOWLESS = "wecom-app:"
"""Employees can be told at any time."""


@dataclass(slots=True)
class Taken:
    """What a look into the outbox gave: `looked` are the rows of each account that were due,
    `ended` counts those that are not claimed by the state they are in now."""

    claims: list[Claim] = field(default_factory=list)
    ended: Counter[str] = field(default_factory=Counter)
    looked: Counter[str] = field(default_factory=Counter)


def take(
    session: Session,
    wanted: Mapping[str, int],
    worker: str,
    now: datetime,
    lease: timedelta,
    gates: Sequence[Gate] = (),
) -> Taken:
    """Claim what is due, at most `wanted` rows of each account; the gates are asked once."""
    taken = Taken(ended=+Counter({"unknown": _abandoned(session, now, lease)}))
    rows = due.rows(session, wanted, now)
    taken.looked = Counter(row.account for row in rows)
    contacts = _locked(session, rows, bool(gates))
    verdicts = _verdicts(session, rows, contacts, gates, now)
    used: dict[int, str] = {}
    for row in rows:
        if row.id not in verdicts:
            allowance, rule = _allowance(session, row, contacts[row.contact_id], now)
            used[row.id] = allowance
            if rule:
                verdicts[row.id] = Verdict(rule)
    taken.ended += _object(session, verdicts, now)
    telling.tell(session, [row.ticket_id for row in rows if row.id in verdicts], now)
    going = [row for row in rows if row.id not in verdicts]
    _send_off(session, going, used, worker, now)
    taken.claims = [
        _claim(row, contacts[row.contact_id], used[row.id], worker, now) for row in going
    ]
    return taken


def _abandoned(session: Session, now: datetime, lease: timedelta) -> int:
    return changed(session, ABANDONED, {"before": now - lease, "now": now})


def _locked(session: Session, rows: Sequence[Row[Any]], with_members: bool) -> dict[int, Any]:
    """The contacts of the rows under lock, in one order; with them, since a gate counts what a
    member gets on all of their contacts, the others of the same members."""
    ids = {row.contact_id for row in rows}
    if with_members and session.get_bind().dialect.name != "sqlite":
        ids |= _of_same_members(session, ids)
    if not ids:
        return {}
    found = session.execute(CONTACTS, {"ids": sorted(ids)}).all()
    return {int(row.id): row for row in found}


def _of_same_members(session: Session, ids: Iterable[int]) -> set[int]:
    members = sorted(set(session.scalars(MEMBERS, {"ids": sorted(ids)})))
    return set(session.scalars(OF_MEMBERS, {"ids": members})) if members else set()


def _verdicts(
    session: Session,
    rows: Sequence[Row[Any]],
    contacts: Mapping[int, Row[Any]],
    gates: Sequence[Gate],
    now: datetime,
) -> dict[int, Verdict]:
    found: dict[int, Verdict] = {}
    for row in rows:
        if rule := _forbidden(row, contacts.get(row.contact_id), now):
            found[row.id] = Verdict(rule)
    for gate in gates:
        pending = [
            _pending(row, contacts[row.contact_id].member_id)
            for row in rows
            if row.id not in found
        ]
        asked = {one.id for one in pending}
        objections = gate(session, pending, now) if pending else {}
        found.update({key: one for key, one in objections.items() if key in asked})
    return found


def _forbidden(row: Row[Any], contact: Row[Any] | None, now: datetime) -> str:
    if contact is None:
        return "no contact"
    if row.expires_at is not None and row.expires_at <= now:
        return "expired"
    if contact.blocked:
        return "blocked contact"
    return "" if contact.subscribed or row.account != contact.account else "unsubscribed"


def _pending(row: Row[Any], member_id: int | None) -> Pending:
    return Pending(
        id=row.id,
        contact_id=row.contact_id,
        member_id=member_id,
        account=row.account,
        channel=row.channel,
        category=row.category,
        author=row.author,
        created_at=row.created_at,
        due_at=row.due_at,
    )


def _allowance(
    session: Session, row: Row[Any], contact: Row[Any], now: datetime
) -> tuple[str, str]:
    """What sending the row uses up, and the rule that forbids it if there is nothing left."""
    if row.channel == "message" and not row.account.startswith(WINDOWLESS):
        allowance = _open_window(contact, now)
        return allowance, "" if allowance else WINDOW
    if row.channel not in allowances.LEDGERS:
        return "", ""
    allowance = allowances.take(
        session,
        contact_id=contact.id,
        account=row.account,
        channel=row.channel,
        template=str(row.payload.get("template", "")),
        now=now,
    )
    return allowance, "" if allowance else allowances.LEDGERS[row.channel]


def _open_window(contact: Row[Any], now: datetime) -> str:
    """The allowance that ends first, or "" when none is open."""
    if contact.act_left > 0 and contact.act_until and contact.act_until > now:
        return "act"
    if contact.message_left > 0 and contact.message_until and contact.message_until > now:
        return "message"
    return ""


def _object(session: Session, verdicts: Mapping[int, Verdict], now: datetime) -> Counter[str]:
    """Write the verdicts, those alike together; count the states they lead to."""
    alike: dict[Verdict, list[int]] = {}
    for outbox_id, verdict in verdicts.items():
        alike.setdefault(verdict, []).append(outbox_id)
    states: Counter[str] = Counter()
    for verdict, ids in alike.items():
        rule = verdict.rule[:200]
        if verdict.until is None:
            values = {"state": "blocked", "reason": rule, "finished_at": now}
        else:
            values = {"reason": rule, "due_at": max(verdict.until, now + SOONEST)}
        session.execute(update(table(Outbox)).where(table(Outbox).c.id.in_(ids)).values(**values))
        states["blocked" if verdict.until is None else "postponed"] += len(ids)
    return states


def _send_off(
    session: Session,
    rows: Sequence[Row[Any]],
    used: Mapping[int, str],
    worker: str,
    now: datetime,
) -> None:
    if not rows:
        return
    ids = [row.id for row in rows]
    session.execute(MINE, {"ids": ids, "at": now, "worker": worker})
    for name, statement in SPENT.items():
        spent = [row.contact_id for row in rows if f"{used[row.id]}_left" == name]
        if spent:
            session.execute(statement, {"ids": spent})


def _claim(row: Row[Any], contact: Row[Any], allowance: str, worker: str, now: datetime) -> Claim:
    return Claim(
        id=row.id,
        account=row.account,
        external_id=contact.external_id,
        contact_id=row.contact_id,
        channel=row.channel,
        category=row.category,
        payload=row.payload,
        attempts=row.attempts + 1,
        allowance=allowance,
        worker=worker,
        claimed_at=now,
        ticket_id=row.ticket_id,
    )
