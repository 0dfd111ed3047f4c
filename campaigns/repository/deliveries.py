"""Queries on deliveries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.orm import Session

from campaigns.entry import Decision, Entry
from campaigns.models import Delivery
from campaigns.values import BLOCKED, HELD_OUT, PLANNED, WAITING, DeliveryView
from membership import merged_repository as merged
from membership.bulk_repository import insert_many, update_many
from messaging.models import Outbox
from store.statements import changed, table

D = Delivery
ROWS = table(Delivery)
IDS_PER_QUERY = 900
ENTERED = select(ROWS.c.member_id, ROWS.c.occasion, ROWS.c.entered_at).where(
    ROWS.c.member_id.in_(bindparam("ids", expanding=True)),
    ROWS.c.campaign_id == bindparam("campaign"),
    ROWS.c.step == 0,
)
Entered = Mapping[int, Sequence[tuple[str, datetime]]]


def entered(session: Session, campaign_id: int, member_ids: Sequence[int]) -> Entered:
    """(occasion, entered_at) of every time that these members entered a campaign, also under a
    record that was merged into theirs."""
    found: dict[int, list[tuple[str, datetime]]] = {}
    for start in range(0, len(member_ids), IDS_PER_QUERY):
        part = member_ids[start : start + IDS_PER_QUERY]
        former = merged.formerly(session, part)
        values = {"ids": [*part, *former], "campaign": campaign_id}
        for member_id, occasion, at in session.execute(ENTERED, values):
            for one in {member_id, former.get(member_id, member_id)}:
                found.setdefault(one, []).append((occasion, at))
    return found


def add(
    session: Session,
    campaign_id: int,
    version: int,
    decisions: Sequence[Decision],
    now: datetime,
) -> None:
    """Write new rows; `IntegrityError` when another planner has written one of them meanwhile."""
    rows = [
        {
            "campaign_id": campaign_id,
            "occasion": one.entry.occasion,
            "step": one.entry.step,
            "member_id": one.entry.member_id,
            "arm": one.entry.arm,
            "facts": dict(one.entry.facts),
            "began_at": one.entry.began_at,
            "entered_at": one.entry.entered_at,
            "until": one.entry.until,
            **_decided(one, version, now),
        }
        for one in decisions
    ]
    insert_many(session, ROWS, rows)


def decide(session: Session, version: int, decisions: Sequence[Decision], now: datetime) -> None:
    """Write what was decided of rows that wait; the caller has locked them."""
    rows = [{"of_id": one.entry.id, **_decided(one, version, now)} for one in decisions]
    update_many(session, ROWS, rows, by="id")


def _decided(one: Decision, version: int, now: datetime) -> dict[str, Any]:
    return {
        "version": version,
        "state": one.state,
        "rule": one.rule,
        "channel": one.channel,
        "contact_id": one.contact_id,
        "outbox_id": one.outbox_id or one.entry.outbox_id,
        "ticket_id": one.ticket_id,
        "gift": one.gift or one.entry.gift,
        "due_at": one.due_at or one.entry.due_at,
        "decided_at": None if one.state == WAITING else now,
        "tries": one.entry.tries,
    }


def waiting(session: Session, campaign_id: int, now: datetime, limit: int) -> list[Entry]:
    """Rows whose time has come, locked where rows can be; others' are left to them."""
    statement = (
        select(
            D.member_id,
            D.occasion,
            D.step,
            D.arm,
            D.facts,
            D.began_at,
            D.entered_at,
            D.due_at,
            D.until,
            D.tries,
            D.id,
            D.outbox_id,
            D.rule,
            D.gift,
        )
        .where(D.campaign_id == campaign_id, D.state == WAITING, D.due_at <= now)
        .order_by(D.due_at, D.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Entry(*tuple(row)) for row in session.execute(statement)]


def count_waiting(session: Session, campaign_id: int, now: datetime, most: int) -> int:
    """Of how many rows the time has come; at `most` no more are counted."""
    due = select(D.id).where(D.campaign_id == campaign_id, D.state == WAITING, D.due_at <= now)
    some = due.limit(most).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one()


def stopped(
    session: Session, author: str, reasons: Collection[str], now: datetime, limit: int
) -> list[int]:
    """Deliveries whose message was stopped for one of the reasons before its occasion is over."""
    statement = (
        select(D.id)
        .join(Outbox, Outbox.id == D.outbox_id)
        .where(
            Outbox.author == author,
            Outbox.state == BLOCKED,
            Outbox.reason.in_(reasons),
            Outbox.expires_at > now,
            D.state == PLANNED,
        )
    )
    return list(session.scalars(statement.order_by(D.id).limit(limit)))


def reopen(session: Session, ids: Sequence[int], now: datetime) -> int:
    """Let planned rows wait for being decided at once, with what stopped their messages; those
    decided meanwhile are left."""
    planned = update(D).where(D.id.in_(ids), D.state == PLANNED)
    reason = select(Outbox.reason).where(Outbox.id == D.outbox_id).scalar_subquery()
    values = {"state": WAITING, "rule": reason, "due_at": now, "decided_at": None}
    return changed(session, planned.values(**values))


def channels(session: Session, keys: Sequence[str]) -> list[tuple[str, str]]:
    """(dedupe_key, channel) of what was queued under these keys."""
    found: list[tuple[str, str]] = []
    for start in range(0, len(keys), IDS_PER_QUERY):
        part = keys[start : start + IDS_PER_QUERY]
        statement = select(Outbox.dedupe_key, Outbox.channel)
        rows = session.execute(statement.where(Outbox.dedupe_key.in_(part)))
        found += [(row[0], row[1]) for row in rows]
    return found


def planned_between(session: Session, campaign_id: int, since: datetime, until: datetime) -> int:
    """How many messages of a campaign are due within [since, until)."""
    statement = select(func.count()).where(
        D.campaign_id == campaign_id, D.state == PLANNED, D.due_at >= since, D.due_at < until
    )
    return session.execute(statement).scalar_one()


def withdraw(session: Session, campaign_id: int, rule: str, now: datetime, limit: int) -> int:
    """End rows of a campaign that still wait, at most `limit`; return how many."""
    still = (D.campaign_id == campaign_id, D.state == WAITING)
    ids = session.scalars(select(D.id).where(*still).limit(limit)).all()
    if not ids:
        return 0
    values = {"state": BLOCKED, "rule": rule, "decided_at": now}
    return changed(session, update(D).where(D.id.in_(ids), *still).values(**values))


def of_outbox(session: Session, outbox_ids: Collection[int]) -> list[Row[Any]]:
    """(outbox_id, campaign_id, member_id, began_at, step) of queued messages."""
    statement = select(D.outbox_id, D.campaign_id, D.member_id, D.began_at, D.step)
    return list(session.execute(statement.where(D.outbox_id.in_(outbox_ids))))


def counts(session: Session, campaign_id: int) -> list[Row[Any]]:
    """(step, arm, state, rule, outbox state, outbox reason, count)."""
    state, reason = Outbox.state, Outbox.reason
    statement = (
        select(D.step, D.arm, D.state, D.rule, state, reason, func.count())
        .outerjoin(Outbox, Outbox.id == D.outbox_id)
        .where(D.campaign_id == campaign_id)
        .group_by(D.step, D.arm, D.state, D.rule, state, reason)
    )
    return list(session.execute(statement))


def of_member(
    session: Session, member_id: int, campaign_id: int | None, limit: int
) -> list[DeliveryView]:
    """What campaigns had for a member, the newest first."""
    columns = (
        *(D.id, D.campaign_id, D.version, D.occasion, D.step, D.member_id, D.arm, D.state),
        *(D.rule, D.channel, D.due_at, D.entered_at, D.decided_at, D.gift),
        *(Outbox.state, Outbox.reason),
    )
    statement = select(*columns).outerjoin(Outbox, Outbox.id == D.outbox_id)
    statement = statement.where(D.member_id == member_id)
    if campaign_id is not None:
        statement = statement.where(D.campaign_id == campaign_id)
    rows = session.execute(statement.order_by(D.id.desc()).limit(limit))
    return [DeliveryView(*tuple(row)) for row in rows]


def due_at(session: Session, campaign_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """How many messages are due within [since, until), by state."""
    statement = (
        select(D.state, func.count())
        .where(
            D.campaign_id == campaign_id,
            D.state.in_((WAITING, PLANNED, HELD_OUT)),
            D.due_at >= since,
            D.due_at < until,
        )
        .group_by(D.state)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
