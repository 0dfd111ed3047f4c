"""Taking outbox rows for sending: what may go is inflight when this returns, and nobody else's."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, exists, literal_column, or_, select, update
from sqlalchemy.orm import Session, aliased

from messaging.gates import Gate, Pending, Verdict
from messaging.models import Contact, Outbox
from messaging.reach import allowances
from messaging.reach.values import MASS
from messaging.values import Claim
from store.statements import changed

O, C = Outbox, Contact  # noqa: E741
LANES = (0, 1)
WAITING: list[Any] = [literal_column("'queued'"), literal_column("'inflight'")]
"""Spelled out, so that SQLite finds the partial index."""
SOONEST = timedelta(seconds=1)
WINDOW = "window"
SINGLE = O.channel != MASS
"""Mass sends go many at once, their own way, and under a key: see `messaging.reach.mass`."""

COLUMNS = select(
    O.id,
    O.account,
    O.contact_id,
    O.channel,
    O.category,
    O.author,
    O.payload,
    O.attempts,
    O.created_at,
    O.due_at,
    O.expires_at,
)
OF_CONTACT = select(
    C.id,
    C.account,
    C.external_id,
    C.member_id,
    C.subscribed,
    C.blocked,
    C.message_until,
    C.message_left,
    C.act_until,
    C.act_left,
)


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
    rows = _due(session, wanted, now)
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
    going = [row for row in rows if row.id not in verdicts]
    _send_off(session, going, used, worker, now)
    taken.claims = [
        _claim(row, contacts[row.contact_id], used[row.id], worker, now) for row in going
    ]
    return taken


def _abandoned(session: Session, now: datetime, lease: timedelta) -> int:
    mine = (O.state == "inflight", O.claimed_at < now - lease, SINGLE)
    lost = update(O).where(*mine)
    return changed(
        session, lost.values(state="unknown", reason="the sender died", finished_at=now)
    )


def _due(session: Session, wanted: Mapping[str, int], now: datetime) -> list[Row[Any]]:
    """Urgent ones first, and of each contact one only, so that order is kept."""
    rows: dict[int, Row[Any]] = {}
    for account, limit in wanted.items():
        left = limit
        for lane in LANES:
            if left > 0:
                found = session.execute(_oldest(account, lane, now, left)).all()
                left -= len(found)
                for row in found:
                    rows.setdefault(row.contact_id, row)
    return list(rows.values())


def _oldest(account: str, lane: int, now: datetime, limit: int) -> Any:
    """Rows to send now, behind no other of their contact that is on its way or goes before."""
    earlier = aliased(O)
    before = or_(earlier.due_at <= now, earlier.reason == "retry") & (earlier.lane <= lane)
    behind = exists().where(
        earlier.contact_id == O.contact_id,
        earlier.id < O.id,
        earlier.account == account,
        earlier.state.in_(WAITING),
        earlier.channel != MASS,
        or_(earlier.state == "inflight", before),
    )
    return (
        COLUMNS.where(O.state == "queued", O.account == account, O.lane == lane)
        .where(O.due_at <= now, SINGLE, ~behind)
        .order_by(O.due_at, O.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=O)
    )


def _locked(session: Session, rows: Sequence[Row[Any]], with_members: bool) -> dict[int, Any]:
    """The contacts of the rows under lock, in one order; with them, since a gate counts what a
    member gets on all of their contacts, the others of the same members."""
    ids = {row.contact_id for row in rows}
    if with_members and session.get_bind().dialect.name != "sqlite":
        ids |= _of_same_members(session, ids)
    if not ids:
        return {}
    statement = OF_CONTACT.where(C.id.in_(sorted(ids))).order_by(C.id).with_for_update()
    return {int(row.id): row for row in session.execute(statement).all()}


def _of_same_members(session: Session, ids: Iterable[int]) -> set[int]:
    known = select(C.member_id).where(C.id.in_(sorted(ids)), C.member_id.is_not(None))
    members = {member_id for member_id in session.scalars(known) if member_id is not None}
    if not members:
        return set()
    return set(session.scalars(select(C.id).where(C.member_id.in_(sorted(members)))))


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
    if row.channel == "message":
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
        session.execute(update(O).where(O.id.in_(ids)).values(**values))
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
    values = {"state": "inflight", "claimed_at": now, "claimed_by": worker}
    session.execute(update(O).where(O.id.in_(ids)).values(**values, attempts=O.attempts + 1))
    for name in ("act", "message"):
        spent = [row.contact_id for row in rows if used[row.id] == name]
        if spent:
            left = getattr(C, f"{name}_left")
            session.execute(update(C).where(C.id.in_(spent)).values({left: left - 1}))


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
    )
